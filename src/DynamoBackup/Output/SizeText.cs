using System.Globalization;

namespace DynamoBackup.Output;

/// <summary>Sizes as people read them.</summary>
internal static class SizeText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Three digits at most and a unit of 1,024s, as PowerShell's own 1KB and 1GB are: <c>1.4 GB</c>.</summary>
    /// <param name="bytes">The size in bytes.</param>
    public static string Of(long bytes)
    {
        double size = bytes;
        var unit = 0;

        // From 999.5 on, three digits would round to 1000.
        while (size >= 999.5 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        var format = unit > 0 && size < 9.95 ? "0.0" : "0";
        return size.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
