using System.Net;
using System.Net.Sockets;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

public class AvailabilityTests
{
    private static async Task<bool> RefusesAsync(RawClient client)
    {
        try
        {
            await client.CallAsync("ListTables", new { });
            return false;
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_down_refuses_connections_and_comes_back_with_all_it_knew()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var client = new RawClient(endpoint.Url);
        await client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" });
        endpoint.Faults.Add(new Fault { Kind = FaultKind.ErrorBefore, Operation = "ListTables" });
        string url = endpoint.Url;

        await endpoint.GoDownAsync();
        bool refuses = await RefusesAsync(client);
        await endpoint.ComeBackAsync();
        RawAnswer list = await client.CallAsync("ListBackups", new { });

        Assert.True(refuses);
        Assert.Equal(url, endpoint.Url);
        Assert.Equal(1, list.Json.GetProperty("BackupSummaries").GetArrayLength());
        Assert.Equal(500, (await client.CallAsync("ListTables", new { })).Status);
        Assert.Equal(1, endpoint.Statistics.Calls("CreateBackup"));
    }

    [Fact]
    public async Task Going_down_drops_the_calls_in_hand()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync(new EndpointOptions
        {
            Faults = [new Fault { Kind = FaultKind.Hang, Operation = "CreateBackup" }],
        });
        using var client = new RawClient(endpoint.Url);
        Task<RawAnswer> call = client.CallAsync("CreateBackup", new { TableName = "Music", BackupName = "nightly" });
        while (endpoint.Statistics.Errors() == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await endpoint.GoDownAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        await endpoint.ComeBackAsync();
        Assert.Equal(200, (await client.CallAsync("ListTables", new { })).Status);
    }

    [Fact]
    public async Task Going_down_and_coming_back_twice_is_as_good_as_once()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var client = new RawClient(endpoint.Url);

        await endpoint.GoDownAsync();
        await endpoint.GoDownAsync();
        await endpoint.ComeBackAsync();
        await endpoint.ComeBackAsync();

        Assert.Equal(200, (await client.CallAsync("ListTables", new { })).Status);
    }

    [Fact]
    public async Task Coming_back_waits_for_a_port_that_is_taken_for_a_moment()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        using var client = new RawClient(endpoint.Url);
        await endpoint.GoDownAsync();
        var other = new TcpListener(IPAddress.Loopback, endpoint.Port);
        other.Start();

        Task comeBack = endpoint.ComeBackAsync();
        bool waits = !comeBack.IsCompleted;
        other.Stop();
        await comeBack;

        Assert.True(waits);
        Assert.Equal(200, (await client.CallAsync("ListTables", new { })).Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error()
    {
        await using LocalEndpoint first = await LocalEndpoint.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => LocalEndpoint.StartAsync(new EndpointOptions { Port = first.Port }));
    }

    [Theory]
    [InlineData(-1, 12, 0)]
    [InlineData(70000, 12, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 100001, 0)]
    [InlineData(0, 12, 0.96)]
    public async Task Options_out_of_range_are_refused(int port, int tables, double others) => await Assert.ThrowsAsync<ArgumentException>(
        () => LocalEndpoint.StartAsync(new EndpointOptions { Port = port, Tables = tables, Others = others }));

    [Theory]
    [InlineData("ab")]
    [InlineData("no spaces")]
    [InlineData("Music", "Music")]
    public async Task Table_names_that_could_not_be_are_refused(params string[] names) => await Assert.ThrowsAsync<ArgumentException>(
        () => LocalEndpoint.StartAsync(new EndpointOptions { TableNames = names }));

    [Fact]
    public async Task Settings_out_of_range_are_refused_and_change_nothing()
    {
        await using LocalEndpoint endpoint = await LocalEndpoint.StartAsync();
        EndpointSettings before = endpoint.Settings;

        Assert.Throws<ArgumentException>(() => endpoint.SetOthers(1));
        Assert.Throws<ArgumentException>(() => endpoint.Settings = endpoint.Settings with { BackupTimeMax = TimeSpan.Zero });

        Assert.Same(before, endpoint.Settings);
    }
}
