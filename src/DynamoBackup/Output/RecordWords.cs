using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DynamoBackup.Output;

/// <summary>The words about records that lack the property a command goes by.</summary>
internal static class RecordWords
{
    public const string GiveEachOne = "Quote each one separately, or none of them: 'Music', 'Users'.";
    public const string IsDictionary = "A hashtable was skipped, and nothing was sent for it: hashtables are not supported.";
    public const string IsJson = "This is a line of JSON text.";
    public const string ConvertJson = "Insert ConvertFrom-Json into the pipeline before this command, and for the output of {0} "
        + "ConvertFrom-Json | ForEach-Object {1}.";

    public const string IsFormatted = "It is output of a command such as Format-Table, which only a screen can use.";
    public const string LeaveFormatOut = "Leave the Format- command out, and pipe the objects themselves.";

    // More would bury what to do.
    private const int MostNames = 5;

    // What a CSV file may have between its cells, as it is written in PowerShell.
    private static readonly (char Delimiter, string Written)[] Delimiters = [(';', "';'"), ('\t', "\"`t\""), ('|', "'|'"), (',', "','")];

    /// <summary>What the record lacks, and what it has.</summary>
    /// <param name="property">The property that is missing.</param>
    /// <param name="names">The record's properties.</param>
    public static string Lacks(string property, IReadOnlyList<string> names)
    {
        var shown = string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'"));
        var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : string.Empty;
        return $"It has no {property}; " + names.Count switch
        {
            0 => "it has no properties.",
            1 => $"its one property is {shown}.",
            _ => $"its properties are {shown}{more}.",
        };
    }

    /// <summary>How to give the record the property.</summary>
    /// <param name="property">The property that is missing.</param>
    /// <param name="names">The record's properties.</param>
    /// <param name="otherwise">What to do where none of them can be it.</param>
    public static string Give(string property, IReadOnlyList<string> names, string otherwise)
    {
        if (names.Count == 1 && Array.Find(Delimiters, known => names[0].Contains(known.Delimiter)).Written is { } delimiter)
        {
            return $"All columns are in one: read the file with its own delimiter, Import-Csv -Delimiter {delimiter}.";
        }

        return NameOf(property, names) is { } name
            ? "Insert this into the pipeline before the command: "
                + $"Select-Object *, @{{ Name = '{property}'; Expression = '{name.Replace("'", "''")}' }}"
            : otherwise;
    }

    /// <summary>How to make objects of JSON text.</summary>
    /// <param name="property">The property that is wanted.</param>
    public static string GiveObjects(string property) => property is "BackupArn"
        ? string.Format(CultureInfo.InvariantCulture, ConvertJson, "aws dynamodb list-backups", "BackupSummaries")
        : string.Format(CultureInfo.InvariantCulture, ConvertJson, "aws dynamodb list-tables", "TableNames");

    // A header with a space around it is the property itself, but for PowerShell.
    private static string? NameOf(string property, IReadOnlyList<string> names) =>
        names.FirstOrDefault(name => Is(name.Trim(), property)) ?? LikelyNameOf(property, names);

    private static string? LikelyNameOf(string property, IReadOnlyList<string> names) => property is "BackupArn"
        ? names.FirstOrDefault(name => Is(name, "Arn")) ?? names.FirstOrDefault(name => Has(name, "Backup") && Has(name, "Arn"))
        : names.FirstOrDefault(name => Is(name, "Table")) ?? names.FirstOrDefault(name => Is(name, "Name"))
            ?? names.FirstOrDefault(name => Has(name, "Table")) ?? names.FirstOrDefault(name => Has(name, "Name"))
            ?? (names.Count == 1 ? names[0] : null);

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
