namespace DynamoBackup.BackupEndpoint;

/// <summary>Which picture of the service the endpoint follows.</summary>
public enum EndpointProfile
{
    /// <summary>As published probes saw the live service: rates are token buckets that take short bursts, and a backup takes
    /// the longer the bigger its table is.</summary>
    Seen,

    /// <summary>As the API Reference is worded: no second sees more calls than the published rate, and each backup's time is
    /// drawn at random. Harder on a client than the service is: for fleets and benchmarks.</summary>
    Strict,
}
