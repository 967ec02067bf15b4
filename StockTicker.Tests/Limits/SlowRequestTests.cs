using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Limits;

/// <summary>Requests that are sent slowly or never completed.</summary>
public sealed class SlowRequestTests
{
    private static readonly int Clients = TestLength.Choose(10, 50);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Incomplete_or_slow_headers_time_out_without_affecting_others()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Kestrel:Limits:RequestHeadersTimeout=00:00:02");
        using var client = application.Connect();
        var slow = Enumerable.Range(0, Clients).Select(async i =>
        {
            await using var connection = await RawConnection.OpenAsync(application.Address);
            await connection.SendAsync("GET /stream HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            var response = connection.ReadToEndAsync();
            if (i % 2 == 0)
                await TrickleAsync(connection, response);
            return await response;
        }).ToList();

        var ended = Task.WhenAll(slow);
        while (!ended.IsCompleted)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/quotes/AAPL", TestTimeout.Token)).StatusCode);
            await Task.WhenAny(ended, Task.Delay(Pause, TestTimeout.Token));
        }

        Assert.All(await ended, response => Assert.True(response.Length == 0 || response.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), response));
    }

    [Fact]
    public async Task A_slow_body_times_out_and_publishes_nothing()
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.Connect();
        var token = Tokens.Make("broadcast");
        var slow = Enumerable.Range(0, Clients).Select(async _ =>
        {
            await using var connection = await RawConnection.OpenAsync(application.Address);
            await connection.SendAsync("POST /broadcast/notices HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Authorization: Bearer {token}\r\nContent-Length: 10000\r\n\r\n{{\"message\":\"");
            var response = connection.ReadToEndAsync();
            await TrickleAsync(connection, response);
            return await response;
        }).ToList();

        var responses = await Task.WhenAll(slow);

        Assert.All(responses, response => Assert.True(response.Length == 0 || response.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), response));
        Assert.Equal(0, (await client.GetJsonAsync("/stats")).GetProperty("eventsPublished").GetInt32());
    }

    [Fact]
    public async Task By_default_headers_have_fifteen_seconds_and_bodies_a_minimum_rate_and_a_maximum_size()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        application.StartServer();

        var limits = application.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        Assert.Equal(TimeSpan.FromSeconds(15), limits.RequestHeadersTimeout);
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal(128 * 1024, limits.MaxRequestBodySize);
    }

    // Byte by byte, until the server closes the connection.
    private static async Task TrickleAsync(RawConnection connection, Task ended)
    {
        try
        {
            while (!ended.IsCompleted)
            {
                await connection.SendAsync("x");
                await Task.WhenAny(ended, Task.Delay(Pause, TestTimeout.Token));
            }
        }
        catch (IOException)
        {
        }
    }
}
