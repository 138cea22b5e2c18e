using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;

namespace DynamoBackup.Benchmarks;

/// <summary>The local endpoint as a process of its own.</summary>
internal sealed class EndpointProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private EndpointProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static string MetadataOf(string key) =>
        typeof(EndpointProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    /// <summary>Starts it on a free port, with more options of its command line.</summary>
    public static async Task<EndpointProcess> StartAsync(string options)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", $"exec \"{MetadataOf("Endpoint")}\" --port 0 --exit-with-stdin {options}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The endpoint did not start.");
        return new EndpointProcess(process, line.Replace("Listening on ", string.Empty));
    }

    public async Task<IReadOnlyList<OperationStatistics>> StatisticsAsync() =>
        await _http.GetFromJsonAsync<List<OperationStatistics>>($"{Url}/control/statistics") ?? [];

    /// <summary>Puts backups in: the members of /control/backups.</summary>
    public async Task AddBackupsAsync(IEnumerable<object> backups) =>
        (await _http.PostAsJsonAsync($"{Url}/control/backups", backups)).EnsureSuccessStatusCode();

    public async Task ResetAsync() => (await _http.DeleteAsync($"{Url}/control/statistics")).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>What the endpoint counted of one operation in one account and region.</summary>
internal sealed record OperationStatistics(string Operation, string Account, string Region, int Calls, int Throttles, int Errors, int Peak);
