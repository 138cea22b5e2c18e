using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DynamoBackup.BackupEndpoint;

/// <summary>Turns right answers into wrong ones. Errors pass as they are.</summary>
internal static class FaultyAnswers
{
    private const string Rows = "BackupSummaries";
    private const string Token = "LastEvaluatedBackupArn";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan SkewAllowed = TimeSpan.FromMinutes(15);

    /// <summary>Whether a request was signed too far from the service's clock.</summary>
    public static bool IsSkewed(Call call, DateTimeOffset now) => call.SignedAt is { } signed && (signed - now).Duration() > SkewAllowed;

    /// <summary>The refusal of such a request. The 15 minutes and the code are those of "Troubleshooting AWS SigV4" in the IAM
    /// User Guide; the exact words are an assumption.</summary>
    public static ServiceException Skewed(Fault fault, Call call, DateTimeOffset now)
    {
        DateTimeOffset signed = call.SignedAt!.Value;
        string message = signed < now
            ? $"Signature expired: {Stamp(signed)} is now earlier than {Stamp(now - SkewAllowed)} ({Stamp(now)} - 15 min.)"
            : $"Signature not yet current: {Stamp(signed)} is still later than {Stamp(now + SkewAllowed)} ({Stamp(now)} + 15 min.)";
        return new ServiceException(fault.Code ?? "InvalidSignatureException", fault.Message ?? message, fault.Status ?? 400);
    }

    /// <summary>The answer with what the fault makes of it.</summary>
    public static Answer Of(Fault fault, Call call, Answer answer)
    {
        if (answer.Status != 200)
        {
            return answer;
        }

        if (fault.Kind == FaultKind.Huge)
        {
            return Huge(fault.Bytes, call, answer);
        }

        JsonObject body = JsonNode.Parse(answer.Body.Span)!.AsObject();
        switch (fault.Kind)
        {
            case FaultKind.OtherBackup:
                NameAnother(body, fault.Naming, call.Caller);
                break;
            case FaultKind.EndlessList:
                body[Token] = call.Text("ExclusiveStartBackupArn")
                    ?? body[Rows]!.AsArray().LastOrDefault()?["BackupArn"]?.GetValue<string>()
                    ?? ArnOf("Music", call.Caller);
                break;
            case FaultKind.NullRow:
                body[Rows]!.AsArray().Insert(0, null);
                break;
            case FaultKind.RowWithoutArn:
                JsonNode row = body[Rows]!.AsArray().FirstOrDefault()?.DeepClone() ?? Row(call.Caller);
                row.AsObject().Remove("BackupArn");
                body[Rows]!.AsArray().Insert(0, row);
                break;
            case FaultKind.EmptyPage:
                body[Rows] = new JsonArray();
                break;
            case FaultKind.TruncatedList:
                JsonArray rows = body[Rows]!.AsArray();
                rows.RemoveRange(rows.Count / 2, rows.Count - (rows.Count / 2));
                body.Remove(Token);
                break;
            default:
                return answer;
        }

        return answer with { Body = Encoding.UTF8.GetBytes(body.ToJsonString(Json)) };
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string ArnOf(string table, Caller caller) => $"{caller.TableArn(table)}/backup/01500000000000-0123abcd";

    private static JsonObject Row(Caller caller) => new()
    {
        ["TableName"] = "Music",
        ["TableId"] = Guid.Empty.ToString(),
        ["TableArn"] = caller.TableArn("Music"),
        ["BackupArn"] = ArnOf("Music", caller),
        ["BackupName"] = "filler",
        ["BackupSizeBytes"] = 0,
        ["BackupStatus"] = "AVAILABLE",
        ["BackupType"] = "USER",
        ["BackupCreationDateTime"] = 1500000000,
    };

    /// <summary>Puts another backup's name into the details, and into what is said of its table.</summary>
    private static void NameAnother(JsonObject body, OtherBackupNaming naming, Caller caller)
    {
        JsonObject description = body["BackupDescription"]?.AsObject() ?? body;
        JsonObject details = description["BackupDetails"]!.AsObject();
        if (naming == OtherBackupNaming.NoArn)
        {
            details.Remove("BackupArn");
            return;
        }

        const string OtherTable = "AnotherTable";
        string[] arn = details["BackupArn"]!.GetValue<string>().Split(':');
        string[] resource = arn[5].Split('/');
        switch (naming)
        {
            case OtherBackupNaming.Region:
                arn[3] = caller.Region == "ap-southeast-2" ? "us-west-2" : "ap-southeast-2";
                break;
            case OtherBackupNaming.Account:
                arn[4] = caller.Account == "999988887777" ? "777788889999" : "999988887777";
                break;
            case OtherBackupNaming.Table:
                resource[1] = OtherTable;
                break;
            case OtherBackupNaming.Id:
                // The last digit of the suffix, 0 to f, turned to another.
                resource[3] = resource[3][..^1] + (resource[3][^1] == '0' ? '1' : '0');
                break;
        }

        string table = string.Join(':', [.. arn[..5], $"table/{resource[1]}"]);
        details["BackupArn"] = string.Join(':', [.. arn[..5], string.Join('/', resource)]);
        if (description["SourceTableDetails"] is JsonObject source)
        {
            source["TableName"] = resource[1];
            source["TableArn"] = table;
        }
    }

    private static Answer Huge(int bytes, Call call, Answer answer)
    {
        if (call.Operation == Operations.ListBackups)
        {
            byte[] row = Encoding.UTF8.GetBytes(Row(call.Caller).ToJsonString(Json) + ",");
            return answer with
            {
                Body = Encoding.UTF8.GetBytes($"{{\"{Rows}\":["),
                Filler = row,
                FillerCount = (bytes / row.Length) + 1,
                Tail = row.AsMemory(..^1).ToArray().Concat("]}"u8.ToArray()).ToArray(),
            };
        }

        byte[] spaces = Encoding.UTF8.GetBytes(new string('x', 4096));
        return answer with
        {
            Body = Encoding.UTF8.GetBytes("{\"Filler\":\""),
            Filler = spaces,
            FillerCount = (bytes / spaces.Length) + 1,
            Tail = "\","u8.ToArray().Concat(answer.Body[1..].ToArray()).ToArray(),
        };
    }
}
