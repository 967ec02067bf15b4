using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>The rate of each tab on the shared stream.</summary>
public sealed class SharedRateTests(Chromium chromium) : SharedStreamTest(chromium)
{
    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task Pause_affects_one_tab_and_Resume_catches_up_without_a_gap(SharingMode sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var paused = await OpenFirstAsync(application.Address, sharing);
        var live = await OpenNextAsync(paused, application.Address);
        await paused.WaitForConnectionAsync("live");
        await live.WaitForConnectionAsync("live");
        var before = await client.StepAsync();
        await AssertTabsShowAsync([paused, live], client, before);

        await paused.Button("Pause").ClickAsync();
        await paused.WaitForConnectionAsync("paused");
        var after = await client.StepAsync(7);
        await AssertTabsShowAsync([live], client, after);
        await live.WaitForConnectionAsync("live");
        await paused.WaitForPaintAsync(before);

        await paused.Button("Resume").ClickAsync();
        await paused.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([paused, live], client, after);
        await AssertTabsShowAsync([paused, live], client, await client.StepAsync());
        Assert.Single(Recorder.Opened);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task The_stream_closes_while_all_tabs_are_paused_and_resumes_from_its_cursor(SharingMode sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var first = await OpenFirstAsync(application.Address, sharing);
        var second = await OpenNextAsync(first, application.Address);
        IPage[] tabs = [first, second];
        foreach (var tab in tabs)
            await tab.WaitForConnectionAsync("live");
        var paused = await client.StepAsync(5);
        await AssertTabsShowAsync(tabs, client, paused);

        foreach (var tab in tabs)
            await tab.Button("Pause").ClickAsync();
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
        var missed = await client.StepAsync(30);
        foreach (var tab in tabs)
            await tab.WaitForPaintAsync(paused);

        await second.Button("Resume").ClickAsync();
        await second.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([second], client, missed);
        Assert.Equal(paused, Recorder.Newest["lastEventId"]);
        await first.WaitForConnectionAsync("paused");

        await first.Button("Resume").ClickAsync();
        await first.WaitForConnectionAsync("live");
        await AssertTabsShowAsync(tabs, client, missed);
        await AssertTabsShowAsync(tabs, client, await client.StepAsync());
        await WaitForClientsAsync(client, 1);
    }

    [Fact]
    public async Task The_stream_runs_at_the_rate_of_the_fastest_visible_tab()
    {
        var application = Start();
        using var client = application.Connect();
        var slow = await OpenFirstAsync(application.Address, SharingMode.Worker);
        await slow.WaitForConnectionAsync("live");
        var fast = await OpenNextAsync(slow, application.Address);
        await fast.WaitForConnectionAsync("live");

        await slow.Button("5 s").ClickAsync();
        await fast.Button("1 s").ClickAsync();
        await WaitForStreamAsync("interval", "1000");

        await HideAsync(fast);
        await WaitForStreamAsync("interval", "5000");
        await ShowAsync(fast);
        await WaitForStreamAsync("interval", "1000");
        await fast.Button("Live").ClickAsync();
        await WaitForStreamAsync("interval", null);

        await fast.CloseAsync();
        await WaitForStreamAsync("interval", "5000");
        await slow.WaitForConnectionAsync("live");
        await WaitForClientsAsync(client, 1);
        // A rate change does not restart the stream.
        Assert.Single(Recorder.Opened, query => query["lastEventId"] is null);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [InlineData(SharingMode.Leader)]
    [InlineData(SharingMode.None)]
    public async Task When_all_tabs_are_hidden_the_stream_slows_to_one_event_in_five_seconds(SharingMode sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, sharing);
        await page.WaitForConnectionAsync("live");
        await WaitForStreamAsync("interval", null);

        await HideAsync(page);
        await WaitForStreamAsync("interval", "5000");
        await ShowAsync(page);
        await WaitForStreamAsync("interval", null);

        await page.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([page], client, await client.StepAsync());
        Assert.Single(Recorder.Opened, query => query["lastEventId"] is null);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task Each_tab_paints_at_its_own_rate_and_all_rows_show_the_same_event(SharingMode sharing)
    {
        var application = Start("Market:UpdateInterval=00:00:00.500");
        using var client = application.Connect();
        var fast = await OpenFirstAsync(application.Address, sharing);
        var slow = await OpenNextAsync(fast, application.Address);
        await fast.WaitForConnectionAsync("live");
        await slow.WaitForConnectionAsync("live");
        await slow.Button("5 s").ClickAsync();

        // In market time: the first update is due at once, and those of the next five seconds are held back.
        var first = await client.StepAsync();
        await AssertTabsShowAsync([fast, slow], client, first);
        var held = await client.StepAsync(9);
        await AssertTabsShowAsync([fast], client, held);
        await slow.WaitForPaintAsync(first);

        await AssertTabsShowAsync([fast, slow], client, await client.StepAsync());
        await WaitForClientsAsync(client, 1);
    }

    [Fact]
    public async Task Events_for_a_slow_tab_carry_the_merged_count_and_the_previous_id()
    {
        var application = Start("Market:UpdateInterval=00:00:01", "Market:Instruments=3", "Market:QuotesPerUpdate=3");
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, SharingMode.Worker);
        await page.WaitForConnectionAsync("live");
        await page.EvaluateAsync(
            """
            async () => {
              const { SharedStream } = await import('/js/stream/shared-stream.js');
              const options = { channels: ['quotes'], manual: true, probe: '/health/live' };
              globalThis.seen = { slow: [], one: [] };
              for (const [name, wants] of [['slow', { interval: 3000 }], ['one', { symbols: ['MSFT'] }]]) {
                const stream = new SharedStream({ ...options, ...wants });
                for (const type of ['hello', 'snapshot', 'quotes'])
                  stream.addEventListener(type, ({ data, id }) => seen[name].push(
                    [type, data.mode ?? id, data.prev ?? '', data.merged ?? 0, (data.quotes ?? []).map(quote => quote.symbol).join()].join(' ')));
                stream.start();
              }
            }
            """);
        await page.WaitForFunctionAsync("() => seen.slow.length === 2 && seen.one.length === 2");

        await page.WaitForPaintAsync(await client.StepAsync(4));
        await page.WaitForFunctionAsync("() => seen.slow.length === 4 && seen.one.length === 6");

        string Id(int sequence) => $"{TickerApplication.Start}-{sequence}";
        var slow = await page.EvaluateAsync<string[]>("() => seen.slow");
        var one = await page.EvaluateAsync<string[]>("() => seen.one");
        Assert.Equal(
            [
                "hello snapshot  0 ",
                $"snapshot {Id(0)}  0 AAPL,GOOGL,MSFT",
                $"quotes {Id(1)} {Id(0)} 0 AAPL,GOOGL,MSFT",
                $"quotes {Id(4)} {Id(1)} 6 AAPL,GOOGL,MSFT",
            ],
            Sorted(slow));
        Assert.Equal(
            [
                "hello snapshot  0 ",
                $"snapshot {Id(0)}  0 MSFT",
                .. Enumerable.Range(1, 4).Select(i => $"quotes {Id(i)} {Id(i - 1)} 0 MSFT"),
            ],
            one);
        await WaitForClientsAsync(client, 1);

        // The instruments in a batch are in trade order.
        static string[] Sorted(string[] events) =>
            [.. events.Select(line => line[..(line.LastIndexOf(' ') + 1)] + string.Join(',', line[(line.LastIndexOf(' ') + 1)..].Split(',').Order()))];
    }
}
