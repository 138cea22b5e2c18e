using FsCheck;
using FsCheck.Fluent;

namespace DynamoBackup.Tests.Engine;

/// <summary>Generated texts for the parsers, good and bad.</summary>
internal static class Inputs
{
    public const int Cases = 10_000;

    private const string NameAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

    // What is most likely to slip through a pattern, or to do harm behind it.
    private static readonly Gen<string> Oddity = Gen.Elements(
        "\n", "\r\n", "\t", " ", "\0", "\u001b[31m", "\u007f", "\u009b", "/", "\\", ":", "'", "\"", "`", "$(x)", ";", "|", "*", "?", "%00",
            "..",
        "\ud800", "\udc00", "\ud83c\udfb5", "\u202e", "\ufeff", "\u2028", "é", "e\u0301", "Ａ", "٣", "ı", "K", "ß", "\u00ad");

    /// <summary>Any text: also null, control characters, lone surrogates and lengths around every limit.</summary>
    public static Gen<string?> AnyText => Gen.OneOf(
        Gen.Constant<string?>(null),
        Length(0, 40).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 0xffff).Select(c => (char)c), n)).Select(s => (string?)new string(s)),
        Length(0, 40).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 0x9f).Select(c => (char)c), n)).Select(s => (string?)new string(s)),
        Oddity.Select(s => (string?)s),
        NameOf(Gen.Elements(0, 1, 2, 3, 4, 36, 37, 38, 254, 255, 256, 1023, 1024, 1025, 5000)).Select(s => (string?)s),
        Mutated(Name).Select(s => (string?)s),
        Mutated(TableArn).Select(s => (string?)s),
        Mutated(BackupArnText).Select(s => (string?)s));

    /// <summary>A name of 3 to 255 good characters.</summary>
    public static Gen<string> Name => NameOf(Gen.OneOf(Gen.Choose(3, 20), Gen.Choose(3, 255), Gen.Elements(3, 254, 255)));

    public static Gen<string> TableArn =>
        from partition in Gen.Elements("aws", "aws-cn", "aws-us-gov", "aws-iso-b")
        from region in Region
        from account in Digits(12)
        from name in Name
        select $"arn:{partition}:dynamodb:{region}:{account}:table/{name}";

    public static Gen<string> BackupArnText =>
        from table in TableArn
        from id in Gen.OneOf(
            from ms in Digits(13)
            from suffix in Gen.Choose(0, int.MaxValue)
            select $"0{ms}-{suffix:x8}",
            Name)
        select $"{table}/backup/{id}";

    public static Gen<string> Region =>
        Gen.Elements("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "ap-southeast-7", "mars-north-12");

    /// <summary>A text with one thing wrong with it, perhaps: something put in, taken out, doubled, or changed in case.</summary>
    public static Gen<string> Mutated(Gen<string> good) =>
        from text in good
        from at in Gen.Choose(0, text.Length)
        from oddity in Oddity
        from how in Gen.Choose(0, 6)
        select how switch
        {
            0 => text,
            1 => text + oddity,
            2 => oddity + text,
            3 => text.Insert(at, oddity),
            4 => text[..at],
            5 => text[at..],
            _ => text[..at].ToUpperInvariant() + text[at..],
        };

    /// <summary>Holds a property to <see cref="Cases"/> inputs, and throws at the first that breaks it.</summary>
    public static void ForAll<T>(Gen<T> inputs, Action<T> property) =>
        Prop.ForAll(inputs.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private static Gen<int> Length(int least, int most) => Gen.Choose(least, most);

    private static Gen<string> NameOf(Gen<int> length) =>
        length.SelectMany(n => Gen.ArrayOf(Gen.Elements(NameAlphabet.ToCharArray()), n)).Select(characters => new string(characters));

    private static Gen<string> Digits(int count) =>
        Gen.ArrayOf(Gen.Choose('0', '9').Select(c => (char)c), count).Select(digits => new string(digits));
}
