using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The drawer that shows the raw stream.</summary>
public sealed class InspectorTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Theory]
    [InlineData(390, SharingMode.Leader, "A leading tab, for 1 tab")]
    [LongInlineData(1440, SharingMode.Worker, "A shared worker, for 1 tab")]
    [LongInlineData(1440, SharingMode.None, "This tab only, for 1 tab")]
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
        await Expect(Fact(page, "Carried by")).ToHaveTextAsync("A shared worker, for 1 tab");
        await Expect(Fact(page, "Newest id")).ToHaveTextAsync(id);
        await Eventually.TrueAsync(async () => (await page.Locator(".drawer pre").TextContentAsync())!.Contains("interval", StringComparison.Ordinal));
        await page.Button("Copy as curl").ClickAsync();

        await Expect(page.Button("Copied")).ToBeVisibleAsync();
        Assert.Equal(
            $"curl -N -H 'Last-Event-ID: {id}' '{new Uri(market.Address, "/stream/quotes,notices?interval=5000")}'",
            await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Delays_and_merged_updates_are_counted()
    {
        var application = Serve(new TickerApplication(SteppedMarket.Size, "Market:Clock=system", "Market:UpdateInterval=00:00:00.100", "Streaming:HeartbeatInterval=00:00:01"));
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
    public async Task The_buffering_test_tells_a_direct_a_silent_and_a_buffered_stream_apart()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        var body = null as string;
        await page.RouteAsync("**/stream/clock", async route =>
        {
            // A stream never begins at the moment it is opened.
            await page.Clock.RunForAsync(20);
            await (body is null ? route.ContinueAsync() : route.FulfillAsync(new() { ContentType = "text/event-stream", Body = body }));
        });
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.StopClockAsync();
        await page.Keyboard.PressAsync("i");
        var verdict = page.Locator(".verdict");

        await page.Button("Test for buffering").ClickAsync();
        await Expect(verdict).ToHaveTextAsync("Listening: 0 of 5 events");
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

        await page.Button("Test for buffering").ClickAsync();
        await Expect(verdict).ToHaveTextAsync("Listening: 0 of 5 events");
        await page.Clock.RunForAsync(7000);
        await Expect(verdict).ToContainTextAsync("Inconclusive. The first event arrived after");

        // Events of five seconds that arrive together.
        body = "retry: 2000\n:\n\n" + string.Concat(
            Enumerable.Range(0, 5).Select(i => $"event: clock\ndata: {{\"time\":{TickerApplication.Start + 1000 * i}}}\n\n"));
        await page.Button("Test for buffering").ClickAsync();
        await Expect(verdict).ToContainTextAsync("The stream is buffered.");
        await Expect(verdict).ToContainTextAsync("5 events, sent a second apart, arrived with a jitter of 4000 ms");
        await Expect(page.Locator(".advice")).ToContainTextAsync("proxy_buffering off");
    }

    /// <summary>The value with this name in the inspector.</summary>
    internal static ILocator Fact(IPage page, string name) =>
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
