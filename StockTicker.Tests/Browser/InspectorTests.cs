using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The drawer that shows the raw stream.</summary>
public sealed class InspectorTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Theory]
    [InlineData(1440, SharingMode.Worker, "A shared worker, for 1 tab")]
    [InlineData(390, SharingMode.Leader, "A leading tab, for 1 tab")]
    [InlineData(1440, SharingMode.None, "This tab only, for 1 tab")]
    public async Task The_i_key_shows_frames_with_ids_and_sizes_and_the_transport(int width, SharingMode sharing, string carried)
    {
        var page = await NewPageAsync(options => options.ViewportSize = new ViewportSize { Width = width, Height = 844 });
        if (sharing != SharingMode.Worker)
            await page.Context.AddInitScriptAsync("delete globalThis.SharedWorker");
        if (sharing == SharingMode.None)
            await page.Context.AddInitScriptAsync("delete globalThis.BroadcastChannel");
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        var id = await market.Client.StepAsync();
        await page.WaitForPaintAsync(id);

        await page.Keyboard.PressAsync("i");

        await Expect(Fact(page, "Carried by")).ToHaveTextAsync(carried);
        await Expect(Fact(page, "Newest id")).ToHaveTextAsync(id);
        await Expect(Fact(page, "Reconnects")).ToHaveTextAsync("0");
        await Expect(Fact(page, "Opened with")).ToHaveTextAsync("snapshot, new");
        var newest = page.Locator(".frames tbody tr").First.Locator("td");
        await Expect(newest.Nth(1)).ToHaveTextAsync("quotes");
        await Expect(newest.Nth(2)).ToHaveTextAsync(id);
        await Expect(newest.Nth(3)).ToHaveTextAsync(await FrameSizeAsync(id));
        await Expect(newest.Nth(5)).ToHaveTextAsync("0");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".drawer")).ToBeHiddenAsync();
        await page.WaitForConnectionAsync("live");
    }

    [Fact]
    public async Task Copy_as_curl_resumes_from_the_newest_id()
    {
        var page = await NewPageAsync(options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.Button("5 s").ClickAsync();
        var id = await market.Client.StepAsync();
        await page.WaitForPaintAsync(id);

        await page.Keyboard.PressAsync("i");
        await Expect(Fact(page, "Newest id")).ToHaveTextAsync(id);
        await Eventually.TrueAsync(async () => (await page.Locator(".drawer pre").TextContentAsync())!.Contains("interval", StringComparison.Ordinal));
        await page.Button("Copy as curl").ClickAsync();

        await Expect(page.Button("Copied")).ToBeVisibleAsync();
        Assert.Equal(
            $"curl -N -H 'Last-Event-ID: {id}' '{new Uri(market.Address, "/stream/quotes,notices?interval=5000")}'",
            await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Delays_merged_updates_and_reconnects_are_counted()
    {
        Expected.AddRange(["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_INTERNET_DISCONNECTED"]);
        var application = Serve(new TickerApplication("Market:Clock=system", "Market:UpdateInterval=00:00:00.100", "Streaming:HeartbeatInterval=00:00:01"));
        var page = await OpenLiveAsync(application.Address);
        await page.Button("1 s").ClickAsync();
        await page.Keyboard.PressAsync("i");

        await Expect(Fact(page, "Delay, median")).ToHaveTextAsync(new Regex(@"^\d[\d,]* ms$"));
        await Expect(Fact(page, "Delay, 95th percentile")).ToHaveTextAsync(new Regex(@"^\d[\d,]* ms$"));
        await Expect(Fact(page, "Updates merged")).ToHaveTextAsync(new Regex("^[1-9]"), new() { Timeout = Timeout });
        await Expect(Fact(page, "Reconnects")).ToHaveTextAsync("0");

        await page.EvaluateAsync(
            """
            async () => {
              const { FrameLog } = await import('/js/stream/frame-log.js');
              const log = new FrameLog();
              const now = Date.now();
              log.add({ type: 'hello', data: { time: now, mode: 'resume' }, id: '1-1', size: 10 });
              // Replayed after a lost connection, so not a delay of the stream.
              log.add({ type: 'quotes', data: { time: now - 60000, merged: 3 }, id: '1-2', size: 10 });
              for (let i = 1; i <= 100; i++) log.add({ type: 'quotes', data: { time: now + 1000 - 10 * i, merged: 1 }, id: `1-${i + 2}`, size: 5 });
              globalThis.facts = log.facts;
            }
            """);
        Assert.Equal(100, await page.EvaluateAsync<int>("() => facts.delays.count"));
        Assert.Equal(103, await page.EvaluateAsync<int>("() => facts.merged"));
        Assert.Equal(520, await page.EvaluateAsync<int>("() => facts.bytes"));
        Assert.Equal(50, await page.EvaluateAsync<int>("() => facts.frames.length"));
        // The delays rise by 10 ms each, so the nearest ranks are this far apart.
        Assert.InRange(await page.EvaluateAsync<int>("() => facts.delays.p95 - facts.delays.p50"), 400, 500);
    }

    [Fact]
    public async Task A_lost_connection_is_counted()
    {
        Expected.AddRange(["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"]);
        var url = $"http://127.0.0.1:{SharedStreamTest.FreePort()}";
        string[] arguments = ["--urls", url, "--Market:Seed=42", "--Market:Clock=manual", "--Market:Start=2026-01-05T14:30:00Z"];
        IPage page;
        await using (var server = ApplicationProcess.Start(arguments))
        {
            using var client = await server.ConnectAsync();
            page = await OpenLiveAsync(client.BaseAddress!);
            await server.KillAsync();
        }
        await page.WaitForConnectionAsync("reconnecting");
        var restarted = Serve(ApplicationProcess.Start(arguments));
        using var other = await restarted.ConnectAsync();
        await page.WaitForConnectionAsync("live");

        await page.Keyboard.PressAsync("i");

        await Expect(Fact(page, "Reconnects")).ToHaveTextAsync(new Regex("^[1-9]"));
    }

    [Fact]
    public async Task The_buffering_test_finds_nothing_on_a_direct_connection()
    {
        var (page, verdict) = await TestForBufferingAsync();

        // Five times one second of market time and page time.
        for (var i = 1; i <= 5; i++)
        {
            await page.Clock.RunForAsync(1000);
            await market.Client.StepAsync(4);
            if (i < 5)
                await Expect(verdict).ToHaveTextAsync($"Listening: {i} of 5 events");
        }

        await Expect(verdict).ToContainTextAsync("The stream is not buffered.");
        await Expect(page.Locator(".advice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_buffering_test_reports_batched_events_and_the_setting_to_change()
    {
        var page = await OpenLiveAsync(market.Address);
        var events = string.Concat(Enumerable.Range(0, 5).Select(i => $"event: clock\ndata: {{\"time\":{TickerApplication.Start + 1000 * i}}}\n\n"));
        await page.RouteAsync("**/stream/clock", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = "retry: 2000\n:\n\n" + events }));
        await page.Keyboard.PressAsync("i");

        await page.Button("Test for buffering").ClickAsync();

        await Expect(page.Locator(".verdict")).ToContainTextAsync("The stream is buffered.");
        await Expect(page.Locator(".advice")).ToContainTextAsync("proxy_buffering off");
    }

    [Fact]
    public async Task The_buffering_test_is_inconclusive_while_the_market_is_silent()
    {
        var (page, verdict) = await TestForBufferingAsync();

        await page.Clock.RunForAsync(7000);

        await Expect(verdict).ToContainTextAsync("Inconclusive. The first event arrived after");
    }

    /// <summary>Starts the buffering test on a page with a stopped clock, and waits until the stream has begun.</summary>
    private async Task<(IPage Page, ILocator Verdict)> TestForBufferingAsync()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.RouteAsync("**/stream/clock", async route =>
        {
            // A stream never begins at the moment it is opened.
            await page.Clock.RunForAsync(20);
            await route.ContinueAsync();
        });
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.StopClockAsync();
        await page.Keyboard.PressAsync("i");
        await page.Button("Test for buffering").ClickAsync();
        var verdict = page.Locator(".verdict");
        await Expect(verdict).ToHaveTextAsync("Listening: 0 of 5 events");
        return (page, verdict);
    }

    private static ILocator Fact(IPage page, string name) =>
        page.Locator(".facts > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd");

    /// <summary>The size of the event with this id on the wire, in bytes.</summary>
    private async Task<string> FrameSizeAsync(string id)
    {
        var before = $"{id[..(id.IndexOf('-', StringComparison.Ordinal) + 1)]}{long.Parse(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture) - 1}";
        using var response = await market.Client.GetAsync(
            new Uri($"/stream?lastEventId={before}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        for (var block = ""; ;)
        {
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            if (line!.Length > 0)
                block += line + "\n";
            else if (block.Contains("event: quotes", StringComparison.Ordinal))
                return (block.Length + 1).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
            else
                block = "";
        }
    }
}
