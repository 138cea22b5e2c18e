using System;
using System.Collections.Generic;
using System.Linq;
using Amazon;
using Amazon.Runtime;
using DynamoBackup.Output;

namespace DynamoBackup.Aws;

/// <summary>
/// The regions that the AWS SDK knows. One that it does not know may be new, and is used as it stands: only where it leads
/// nowhere is it worth a word.
/// </summary>
internal static class KnownRegions
{
    // What the SDK calls a region that it has only been asked for.
    private const string Unknown = "Unknown";

    // Two letters that changed places are two changes.
    private const int MostChanges = 2;

    private static IEnumerable<string> Names =>
        RegionEndpoint.EnumerableAllRegions.Where(region => region.DisplayName != Unknown).Select(region => region.SystemName);

    /// <summary>Whether the SDK knows a region.</summary>
    /// <param name="region">The region's system name.</param>
    public static bool Contains(string region) => Names.Contains(region, StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks that a name can be a region's at all. One that the SDK does not know may be new.</summary>
    /// <param name="region">The name; or null.</param>
    /// <exception cref="RefusalException">It cannot.</exception>
    public static void Check(string? region)
    {
        try
        {
            _ = region is null ? null : RegionEndpoint.GetBySystemName(region);
        }
        catch (AmazonClientException e)
        {
            throw new RefusalException(RefusalKind.InvalidRegion, e);
        }
    }

    /// <summary>What is to be said of a region that the SDK does not know, with the one that is most like it.</summary>
    /// <param name="region">The name.</param>
    public static string Miss(string region) => Texts.NoSuchRegion(region, NearestTo(region));

    private static string? NearestTo(string region)
    {
        var name = region.Trim().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');
        var nearest = Names.Select(known => (Name: known, Changes: ChangesBetween(name, known))).MinBy(known => known.Changes);
        return nearest.Changes <= MostChanges ? nearest.Name : null;
    }

    // How many letters must be put in, taken out or changed to make one text of another (Levenshtein).
    private static int ChangesBetween(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var change = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
