using System.Net;
using System.Text;
using System.Text.Json;

namespace DynamoBackup.Engine.Service;

/// <summary>What a response says about itself in a few words, for a person to recognize who sent it.</summary>
internal static class PageTitle
{
    private const int MostRead = 16 << 10;
    private const int MostShown = 60;

    /// <summary>The first words of a page's title, of a JSON object's message, or of a text.</summary>
    /// <param name="body">The response's body.</param>
    /// <returns>At most 60 characters on one line; null where it says nothing.</returns>
    public static string? Of(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MostRead)).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        var title = text.StartsWith('<') ? TitleOf(text) : text.StartsWith('{') ? MessageOf(body) : text;
        var words = string.Join(' ', (title ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? null : words.Length <= MostShown ? words : words[..(MostShown - 1)].TrimEnd() + "…";
    }

    private static string? TitleOf(string page)
    {
        var tag = page.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        var start = tag < 0 ? -1 : page.IndexOf('>', tag);
        var end = start < 0 ? -1 : page.IndexOf('<', start);
        return end < 0 ? null : WebUtility.HtmlDecode(page[(start + 1)..end]);
    }

    private static string? MessageOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject()
                .FirstOrDefault(member => member.Name.Equals("message", StringComparison.OrdinalIgnoreCase)
                    && member.Value.ValueKind is JsonValueKind.String)
                .Value is { ValueKind: JsonValueKind.String } message
                ? message.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
