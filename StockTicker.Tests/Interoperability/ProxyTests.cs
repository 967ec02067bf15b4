using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Interoperability;

/// <summary>Streams and the board behind nginx, with its default proxy settings and with keep-alive connections.</summary>
public sealed class ProxyTests(Chromium chromium)
{
    private const string Notice = "notice";

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(Upstream.Default, DecompressionMethods.None)]
    [LongInlineData(Upstream.Default, DecompressionMethods.GZip)]
    [LongInlineData(Upstream.KeepAlive, DecompressionMethods.None)]
    [InlineData(Upstream.KeepAlive, DecompressionMethods.GZip)]
    public async Task Each_event_passes_nginx_without_waiting_for_the_next(
        Upstream upstream, DecompressionMethods accepted)
    {
        await using var application = new TickerApplication("Streaming:HeartbeatInterval=00:05:00");
        await using var nginx = await Nginx.StartAsync(application.Address);
        using var proxied = Connect(nginx, upstream, accepted);
        await using var stream = await EventReader.OpenAsync(proxied, "/stream/notices");

        // Each event is sent after the previous one was received, so none can be held back until a buffer is full.
        await stream.NextAsync("hello");
        for (var i = 0; i < 5; i++)
        {
            Publish(application, Text(i));
            Assert.Equal(Text(i), (await stream.NextAsync()).Text("message"));
        }
    }

    [Fact]
    public async Task A_symbol_with_a_slash_passes_an_nginx_that_decodes_it()
    {
        await using var application = new TickerApplication(WorldMarket.AddTo, "ForwardedHeaders:KnownProxies=127.0.0.1");
        await using var nginx = await Nginx.StartAsync(application.Address);
        using var client = Connect(nginx, Upstream.Default);

        foreach (var path in new[] { "", Nginx.Removed })
        {
            var html = await client.GetStringAsync($"{path}/stocks/btc%2Fusd", TestTimeout.Token);
            Assert.Contains($"href=\"{path}/stocks/SHIB%2FUSDT\"", html, StringComparison.Ordinal);
            Assert.Contains("\"BTC/USD\"", await client.GetStringAsync($"{path}/quotes/BTC%2FUSD/candles", TestTimeout.Token), StringComparison.Ordinal);
        }
    }

    [Theory, LongInlineData(Upstream.Default), InlineData(Upstream.KeepAlive)]
    public async Task A_stream_resumes_behind_nginx(Upstream upstream)
    {
        await using var application = new TickerApplication("Market:Instruments=5");
        await using var nginx = await Nginx.StartAsync(application.Address);
        using var market = application.Connect();
        using var client = Connect(nginx, upstream);
        string cursor;
        await using (var first = await EventReader.OpenAsync(client, "/stream/quotes,notices"))
        {
            await first.NextAsync("snapshot");
            await market.StepAsync();
            cursor = (await first.NextAsync("quotes")).Id!;
        }
        await market.StepAsync();
        Publish(application, "missed");
        await market.StepAsync();

        await using var resumed = await EventReader.OpenAsync(client, "/stream/quotes,notices", cursor);
        var hello = await resumed.NextAsync();
        var (quotes, notice, last) = (await resumed.NextAsync(), await resumed.NextAsync(), await resumed.NextAsync());

        Assert.Equal(("resume", "resumed", cursor), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        Assert.Equal(("quotes", cursor), (quotes.Type, quotes.Text("prev")));
        Assert.Equal((Notice, "missed"), (notice.Type, notice.Text("message")));
        Assert.Equal(("quotes", quotes.Id), (last.Type, last.Text("prev")));
    }

    [Theory, InlineData(Upstream.Default), LongInlineData(Upstream.KeepAlive)]
    public async Task A_client_that_disconnects_from_nginx_is_removed_from_the_application(Upstream upstream)
    {
        await using var application = new TickerApplication("Streaming:HeartbeatInterval=00:05:00");
        await using var nginx = await Nginx.StartAsync(application.Address);
        using var direct = application.Connect();
        using var client = Connect(nginx, upstream);
        await using (var stream = await EventReader.OpenAsync(client, "/stream"))
        {
            await stream.NextAsync("snapshot");
            Assert.Equal(1, await StreamsAsync());
        }

        await Eventually.TrueAsync(async () => await StreamsAsync() == 0);

        async Task<int> StreamsAsync() => (await direct.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32();
    }

    [Fact]
    public async Task Heartbeats_keep_a_silent_stream_open_past_the_proxy_read_timeout()
    {
        await using var beating = new TickerApplication("Streaming:HeartbeatInterval=00:00:01");
        await using var silent = new TickerApplication("Streaming:HeartbeatInterval=00:05:00");
        await using var nginx = await Nginx.StartAsync(beating.Address, ReadTimeout);
        await using var silentNginx = await Nginx.StartAsync(silent.Address, ReadTimeout);

        // Without heartbeats nginx ends the stream, which shows that the timeout is real. The other streams were opened before and outlive it.
        using var one = Connect(nginx, Upstream.Default);
        await using var first = await EventReader.OpenAsync(one, "/stream/notices", heartbeats: true);
        using var other = Connect(nginx, Upstream.KeepAlive);
        await using var second = await EventReader.OpenAsync(other, "/stream/notices", heartbeats: true);
        await first.NextAsync("hello");
        await second.NextAsync("hello");
        await WaitForEndAsync(silentNginx);

        await WaitForHeartbeatsAsync(first);
        await WaitForHeartbeatsAsync(second);

        static async Task WaitForEndAsync(Nginx nginx)
        {
            using var client = Connect(nginx, Upstream.Default);
            await using var stream = await EventReader.OpenAsync(client, "/stream/notices");
            await stream.NextAsync("hello");
            await Assert.ThrowsAsync<HttpIOException>(stream.TryNextAsync);
        }

        // Skips those from while the silent stream was open: each is sent a second after the previous one.
        static async Task WaitForHeartbeatsAsync(EventReader stream)
        {
            for (var i = 0; i <= ReadTimeout.TotalSeconds; i++)
                Assert.Equal("heartbeat", (await stream.NextAsync()).Type);
        }
    }

    [Theory, InlineData(Upstream.Default), LongInlineData(Upstream.KeepAlive)]
    public async Task The_board_survives_502_responses_while_the_application_is_down(Upstream upstream)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        await using var server = ApplicationProcess.Start("--urls", address, "--Market:Instruments=5");
        await using var nginx = await Nginx.StartAsync(await server.ListeningAsync());
        await using var context = await (await chromium.Browser).NewContextAsync();
        context.SetDefaultTimeout((float)TestTimeout.Limit.TotalMilliseconds);
        var board = await context.NewPageAsync();
        await board.GotoAsync(AddressOf(nginx, upstream).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await board.WaitForConnectionAsync("live");

        await server.KillAsync();
        await board.WaitForConnectionAsync("reconnecting");
        await Eventually.TrueAsync(() => nginx.Log.Contains($"{AddressOf(nginx, upstream).Port} 502 GET /stream", StringComparison.Ordinal));

        await using var again = new TickerApplication($"urls={address}", "Market:Instruments=5", "Market:Clock=system");
        using var client = again.Connect();
        var epoch = (await client.GetJsonAsync("/stats")).GetProperty("epoch").GetInt64();
        await board.WaitForFunctionAsync(OutageClient.BoardIsLive, OutageClient.IdsOf(epoch));
    }

    [Theory]
    [InlineData(Nginx.Removed)]
    [LongInlineData(Nginx.Kept)]
    public async Task The_board_is_live_below_a_path_that_nginx_keeps_or_removes(string path)
    {
        await using var application = new TickerApplication(
            "Market:Instruments=5", "ForwardedHeaders:KnownProxies=127.0.0.1", path == Nginx.Kept ? $"PathBase={path}" : "PathBase=");
        await using var nginx = await Nginx.StartAsync(application.Address);
        await using var context = await (await chromium.Browser).NewContextAsync();
        context.SetDefaultTimeout((float)TestTimeout.Limit.TotalMilliseconds);
        var board = await context.NewPageAsync();

        await board.GotoAsync($"{nginx.Default.AbsoluteUri.TrimEnd('/')}{path}/", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await board.WaitForConnectionAsync("live");

        var requests = nginx.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(requests, request => Assert.Matches($@"^\d+ (2\d\d|304) GET {path}/", request));
    }

    // A client that does not drain a stream that it closes.
    private static HttpClient Connect(Nginx nginx, Upstream upstream, DecompressionMethods accepted = DecompressionMethods.None)
    {
        var hasty = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, AutomaticDecompression = accepted };
        return new HttpClient(hasty) { BaseAddress = AddressOf(nginx, upstream), Timeout = Timeout.InfiniteTimeSpan };
    }

    private static Uri AddressOf(Nginx nginx, Upstream upstream) =>
        upstream == Upstream.Default ? nginx.Default : nginx.KeepAlive;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Publish(TickerApplication application, string message) =>
        application.Services.GetRequiredService<EventLog>()
            .Publish("notices", Notice, new { type = Notice, message, channel = "notices" });
}

/// <summary>How nginx connects to the application.</summary>
public enum Upstream
{
    /// <summary>With the default settings.</summary>
    Default,

    /// <summary>With keep-alive connections.</summary>
    KeepAlive,
}
