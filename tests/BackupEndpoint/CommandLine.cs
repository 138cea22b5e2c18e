using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace DynamoBackup.BackupEndpoint;

/// <summary>The program's options.</summary>
internal static class CommandLine
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port on 127.0.0.1; 0 takes a free one.",
        DefaultValueFactory = _ => 8000,
    };

    private static readonly Option<int> Tables = new("--tables")
    {
        Description = "How many tables every account and region starts with.",
        DefaultValueFactory = _ => 12,
    };

    private static readonly Option<EndpointProfile> Profile = new("--profile")
    {
        Description = "seen: as probes saw the service. strict: no bursts, backups of 3 to 9 s, tables that are ready at once.",
        HelpName = "profile",
        DefaultValueFactory = _ => EndpointProfile.Seen,
        CustomParser = ParseProfile,
    };

    private static readonly Option<double?> BackupSecondsMin = OfProfile("--backup-seconds-min", "The shortest time a backup takes");

    private static readonly Option<double?> BackupSecondsMax = OfProfile("--backup-seconds-max", "The longest time a backup takes");

    private static readonly Option<double?> TableCreatingSeconds = OfProfile(
        "--table-creating-seconds", "How long a new table is CREATING");

    private static readonly Option<double?> BackupsEnablingSeconds = OfProfile(
        "--backups-enabling-seconds", "How long after that it cannot be backed up");

    private static readonly Option<double> ListingLagMs = Number("--listing-lag-ms", "How long a new backup is missing from lists.", 0);

    private static readonly Option<double> DeletionListingLagMs = Number(
        "--deletion-listing-lag-ms", "How long a deleted backup stays in lists.", 0);

    private static readonly Option<double> DescribeLagMs = Number("--describe-lag-ms", "How long a new backup cannot be described.", 0);

    private static readonly Option<double> Rates = Number("--rates", "Multiplies the published rates; 0 for no limit.", 1);

    private static readonly Option<double> Others = Number(
        "--others", "The fraction of every rate that another caller takes, 0 to 0.95.", 0);

    private static readonly Option<double> LatencyMs = Number("--latency-ms", "The time every answer takes.", 0);

    private static readonly Option<double> LatencyJitterMs = Number(
        "--latency-jitter-ms", "Up to so much more, drawn for each answer.", 0);

    private static readonly Option<double> ClockSkewSeconds = Number(
        "--clock-skew-seconds", "How far the service's clock is ahead; negative for behind.", 0);

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Seeds what is drawn at random.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> AllowUnsigned = new("--allow-unsigned")
    {
        Description = "Serve requests without an Authorization header too, as us-east-1.",
    };

    private static readonly Option<TlsMode> Tls = new("--tls")
    {
        Description = "Serve TLS with a throw-away certificate: valid, other-host, expired, client-only or any-usage.",
        HelpName = "certificate",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ParseTls,
    };

    private static readonly Option<string> RootPem = new("--root-pem")
    {
        Description = "Where to write the root certificate of --tls.",
        HelpName = "file",
    };

    private static readonly Option<IReadOnlyList<Fault>> Faults = new("--faults")
    {
        Description = "Fault rules to start with: JSON, one rule or an array.",
        HelpName = "json",
        CustomParser = ParseFaults,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> ExitWithStdin = new("--exit-with-stdin")
    {
        Description = "End when standard input closes, and not at Ctrl+C.",
    };

    /// <summary>Reads the arguments.</summary>
    /// <returns>What to start; or null, with an exit code, where help was asked for or an argument is wrong.</returns>
    public static (EndpointOptions Options, bool ExitWithStdin)? Read(string[] arguments, out int exitCode)
    {
        var command = new RootCommand("A local DynamoDB backup control plane, to try out and test backup tools without AWS.")
        {
            Port, Tables, Profile, BackupSecondsMin, BackupSecondsMax, TableCreatingSeconds, BackupsEnablingSeconds, ListingLagMs,
            DeletionListingLagMs, DescribeLagMs, Rates, Others, LatencyMs, LatencyJitterMs, ClockSkewSeconds, Seed, AllowUnsigned, Tls,
            RootPem, Faults, ExitWithStdin,
        };
        ParseResult parsed = command.Parse(arguments);
        exitCode = 0;
        if (parsed.Errors.Count == 0 && parsed.Action is not null)
        {
            exitCode = parsed.Invoke();
            return null;
        }

        var wrong = parsed.Errors.Select(e => e.Message).ToList();
        if (wrong.Count == 0)
        {
            try
            {
                EndpointOptions options = Read(parsed);
                options.Validate();
                return (options, parsed.GetValue(ExitWithStdin));
            }
            catch (Exception e) when (e is ArgumentException or OverflowException)
            {
                wrong.Add(e.Message);
            }
        }

        wrong.ForEach(Console.Error.WriteLine);
        Console.Error.WriteLine("See --help.");
        exitCode = 2;
        return null;
    }

    private static EndpointOptions Read(ParseResult parsed)
    {
        EndpointOptions profile = parsed.GetValue(Profile) == EndpointProfile.Strict ? EndpointOptions.Strict : new EndpointOptions();
        TimeSpan Seconds(Option<double?> option, TimeSpan otherwise) =>
            parsed.GetValue(option) is { } value ? TimeSpan.FromSeconds(value) : otherwise;

        TimeSpan creating = Seconds(TableCreatingSeconds, profile.TableCreatingTime);
        return profile with
        {
            Port = parsed.GetValue(Port),
            Tables = parsed.GetValue(Tables),
            BackupTimeMin = Seconds(BackupSecondsMin, profile.BackupTimeMin),
            BackupTimeMax = Seconds(BackupSecondsMax, profile.BackupTimeMax),
            TableCreatingTime = creating,
            TableUnknownTime = creating < profile.TableUnknownTime ? creating : profile.TableUnknownTime,
            BackupsEnablingTime = Seconds(BackupsEnablingSeconds, profile.BackupsEnablingTime),
            ListingLag = TimeSpan.FromMilliseconds(parsed.GetValue(ListingLagMs)),
            DeletionListingLag = TimeSpan.FromMilliseconds(parsed.GetValue(DeletionListingLagMs)),
            DescribeLag = TimeSpan.FromMilliseconds(parsed.GetValue(DescribeLagMs)),
            Rates = parsed.GetValue(Rates),
            Others = parsed.GetValue(Others),
            Latency = TimeSpan.FromMilliseconds(parsed.GetValue(LatencyMs)),
            LatencyJitter = TimeSpan.FromMilliseconds(parsed.GetValue(LatencyJitterMs)),
            ClockSkew = TimeSpan.FromSeconds(parsed.GetValue(ClockSkewSeconds)),
            Seed = parsed.GetValue(Seed),
            AllowUnsigned = parsed.GetValue(AllowUnsigned),
            Tls = parsed.GetValue(Tls),
            RootPemFile = parsed.GetValue(RootPem),
            Faults = parsed.GetValue(Faults)!,
        };
    }

    private static EndpointProfile ParseProfile(ArgumentResult argument)
    {
        string value = argument.Tokens.Single().Value;
        switch (value)
        {
            case "seen":
                return EndpointProfile.Seen;
            case "strict":
                return EndpointProfile.Strict;
            default:
                argument.AddError($"--profile takes seen or strict, not '{value}'.");
                return EndpointProfile.Seen;
        }
    }

    private static TlsMode ParseTls(ArgumentResult argument)
    {
        string value = argument.Tokens.SingleOrDefault()?.Value ?? "valid";
        switch (value)
        {
            case "valid":
                return TlsMode.Valid;
            case "other-host":
                return TlsMode.OtherHost;
            case "expired":
                return TlsMode.Expired;
            case "client-only":
                return TlsMode.ClientOnly;
            case "any-usage":
                return TlsMode.AnyUsage;
            default:
                argument.AddError($"--tls takes valid, other-host, expired, client-only or any-usage, not '{value}'.");
                return TlsMode.None;
        }
    }

    private static IReadOnlyList<Fault> ParseFaults(ArgumentResult argument)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(argument.Tokens[0].Value);
            return ControlApi.ReadFaults(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            argument.AddError($"--faults: {e.Message}");
            return [];
        }
    }

    private static Option<double> Number(string name, string description, double value) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => value,
    };

    private static Option<double?> OfProfile(string name, string description) => new(name)
    {
        Description = $"{description}; the profile has it otherwise.",
        HelpName = "number",
    };
}
