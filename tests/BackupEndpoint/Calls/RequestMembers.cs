using System.Text.Json;
using System.Text.RegularExpressions;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Reads a request's members and gathers every constraint of the service model that they fail, to answer with all
/// of them at once, as the service does.</summary>
internal sealed partial class RequestMembers(JsonElement body)
{
    private const string NamePattern = "[a-zA-Z0-9_.-]+";

    private readonly List<string> _violations = [];

    public JsonElement Body => body;

    /// <summary>Whether a table or a backup may be called so: 3 to 255 letters, digits, '_', '.' and '-'.</summary>
    public static bool IsName(string name) => name.Length is >= 3 and <= 255 && NameCharacters().IsMatch(name);

    public string? Name(string member, bool required = false)
    {
        string? value = Present(member, required);
        if (value is not null && !NameCharacters().IsMatch(value))
        {
            Violate(member, value, $"Member must satisfy regular expression pattern: {NamePattern}");
        }

        return OfLength(member, value, 3, 255);
    }

    /// <summary>A table's name, or its ARN of at most 1024 characters.</summary>
    public string? NameOrArn(string member, bool required = false) =>
        Raw(member) is { } value && value.StartsWith("arn:", StringComparison.Ordinal)
            ? OfLength(member, value, 1, 1024)
            : Name(member, required);

    public string? BackupArn(string member, bool required = false) => OfLength(member, Present(member, required), 37, 1024);

    public int? Integer(string member, int min, int max)
    {
        if (Value(member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            throw Unconvertible(value, "Integer");
        }

        double number = Math.Truncate(value.GetDouble());
        if (number < min)
        {
            Violate(member, number.ToString("0"), $"Member must have value greater than or equal to {min}");
        }

        if (number > max)
        {
            Violate(member, number.ToString("0"), $"Member must have value less than or equal to {max}");
        }

        return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
    }

    public string? OneOf(string member, params string[] values)
    {
        string? value = Raw(member);
        if (value is not null && !values.Contains(value, StringComparer.Ordinal))
        {
            Violate(member, value, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
        }

        return value;
    }

    /// <summary>A moment in milliseconds since 1970, from a number of seconds with a fraction.</summary>
    public long? Timestamp(string member)
    {
        if (Value(member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out decimal seconds)
            || Math.Abs(seconds) > long.MaxValue / 1000)
        {
            throw Unconvertible(value, "Timestamp");
        }

        return (long)Math.Round(seconds * 1000);
    }

    public bool Flag(string member) => Value(member) is { } value && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unconvertible(value, "Boolean"),
    };

    /// <summary>Answers what was found wrong, if anything was.</summary>
    public void Check()
    {
        if (_violations.Count > 0)
        {
            string errors = _violations.Count == 1 ? "error" : "errors";
            throw ServiceException.Validation($"{_violations.Count} validation {errors} detected: {string.Join("; ", _violations)}");
        }
    }

    /// <summary>A member's value; null where it is absent or null.</summary>
    public JsonElement? Value(string member) =>
        body.TryGetProperty(member, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? Raw(string member) => Value(member) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Unconvertible(value, "String");

    private string? Present(string member, bool required)
    {
        string? value = Raw(member);
        if (value is null && required)
        {
            Violate(member, null, "Member must not be null");
        }

        return value;
    }

    private string? OfLength(string member, string? value, int min, int max)
    {
        if (value?.Length < min)
        {
            Violate(member, value, $"Member must have length greater than or equal to {min}");
        }

        if (value?.Length > max)
        {
            Violate(member, value, $"Member must have length less than or equal to {max}");
        }

        return value;
    }

    private void Violate(string member, string? value, string constraint)
    {
        string quoted = value is null ? "null" : $"'{value}'";
        _violations.Add($"Value {quoted} at '{char.ToLowerInvariant(member[0])}{member[1..]}' failed to satisfy constraint: {constraint}");
    }

    private static ServiceException Unconvertible(JsonElement value, string type) => ServiceException.Serialization(value.ValueKind switch
    {
        JsonValueKind.Array => "Start of list found where not expected",
        JsonValueKind.Object => "Start of structure or map found where not expected",
        JsonValueKind.Number => $"NUMBER_VALUE cannot be converted to {type}",
        JsonValueKind.String => $"STRING_VALUE cannot be converted to {type}",
        JsonValueKind.True => $"TRUE_VALUE cannot be converted to {type}",
        _ => $"FALSE_VALUE cannot be converted to {type}",
    });

    [GeneratedRegex(@"^[a-zA-Z0-9_.-]*\z")]
    private static partial Regex NameCharacters();
}
