using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Storage;

/// <summary>What is different with PostgreSQL: several instances share it, and it is on another machine.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresTests
{
    [Fact]
    public async Task Instances_that_start_at_once_migrate_once_and_share_users_data()
    {
        var connection = await PostgresServers.CreateDatabaseAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            await using var host = await StorageHost.StartAsync(connection);
        }));

        await using var first = Start(connection);
        await using var second = Start(connection);
        using var ada = first.ConnectAs("ada");
        using var elsewhere = second.ConnectAs("ada");
        await ada.PutWatchlistAsync("MSFT", "AAPL");
        await ada.ArmAsync("AAPL", "percent", 0.5m);
        Assert.Equal(["MSFT", "AAPL"], await elsewhere.WatchlistAsync());
        Assert.Single(await elsewhere.AlertsAsync());
    }

    [Fact]
    public async Task Of_changes_that_instances_make_at_once_none_is_lost_and_none_fails()
    {
        var connection = await PostgresServers.CreateDatabaseAsync();
        await using var first = Start(connection);
        await using var second = Start(connection);
        using var ada = first.ConnectAs("ada");
        using var elsewhere = second.ConnectAs("ada");

        // The first of them inserts.
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(PutPositionsAsync(ada, null), PutPositionsAsync(elsewhere, null));
            using var read = await ada.GetAsync("/me/positions", TestTimeout.Token);
            Assert.Equal($"\"{3 * round + 2}\"", read.Headers.ETag?.Tag);

            var accepted = await Task.WhenAll(PutPositionsAsync(ada, read.Headers.ETag), PutPositionsAsync(elsewhere, read.Headers.ETag));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], accepted.Order());
        }
    }

    private static async Task<HttpStatusCode> PutPositionsAsync(HttpClient client, EntityTagHeaderValue? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/me/positions")
        {
            Content = JsonContent.Create(new { positions = new[] { new { symbol = "AAPL", quantity = 1, cost = 150 } } }),
        };
        if (expected is not null)
            request.Headers.IfMatch.Add(expected);
        using var response = await client.SendAsync(request, TestTimeout.Token);
        if (expected is null)
            response.EnsureSuccessStatusCode();
        return response.StatusCode;
    }

    [Fact]
    public async Task Users_data_is_unavailable_while_the_server_is_stopped()
    {
        await using var server = await PostgresServer.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var application = Start(await server.CreateAsync(), time);
        using var ada = application.ConnectAs("ada");
        await ada.PutWatchlistAsync("AAPL");

        await server.StopAsync();

        using (var failed = await ada.PutAsJsonAsync("/me/watchlist", new { symbols = new[] { "MSFT" } }, TestTimeout.Token))
        {
            Assert.NotNull(failed.Headers.RetryAfter);
            await ProblemAssert.IsProblemAsync(failed, HttpStatusCode.ServiceUnavailable, "cannot be reached");
        }
        using (var failed = await ada.GetAsync("/me/alerts", TestTimeout.Token))
            await ProblemAssert.IsProblemAsync(failed, HttpStatusCode.ServiceUnavailable, "cannot be reached");
        Assert.Equal("degraded", (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString());
        await ada.StepAsync();

        await server.ResumeAsync();
        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return (await ada.GetJsonAsync("/health/ready")).GetProperty("status").GetString() == "healthy";
        });
        Assert.Equal(["AAPL"], await ada.WatchlistAsync());
    }

    private static TickerApplication Start(string connection, TimeProvider? time = null) => new(
        services =>
        {
            if (time is not null)
                services.AddSingleton(time);
        },
        $"ConnectionStrings:StockTicker={connection}", "Market:Instruments=3");
}
