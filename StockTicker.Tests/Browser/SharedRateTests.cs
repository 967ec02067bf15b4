using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>The rate of each tab on the shared stream.</summary>
public sealed class SharedRateTests(Chromium chromium, SteppedMarket market) : SharedStreamTest(chromium, market)
{
    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task Pause_affects_one_tab_and_closes_the_stream_only_when_all_tabs_are_paused(SharingMode sharing)
    {
        var first = await OpenFirstAsync(Address, sharing);
        var second = await OpenNextAsync(first, Address);
        IPage[] tabs = [first, second];
        foreach (var tab in tabs)
            await tab.WaitForConnectionAsync("live");
        var before = await Client.StepAsync();
        await AssertTabsShowAsync(tabs, Client, before);

        // One tab is paused and catches up without a gap.
        await first.Button("Pause").ClickAsync();
        await first.WaitForConnectionAsync("paused");
        var after = await Client.StepAsync(7);
        await AssertTabsShowAsync([second], Client, after);
        await second.WaitForConnectionAsync("live");
        await first.WaitForPaintAsync(before);
        await first.Button("Resume").ClickAsync();
        await first.WaitForConnectionAsync("live");
        await AssertTabsShowAsync(tabs, Client, after);
        var paused = await Client.StepAsync();
        await AssertTabsShowAsync(tabs, Client, paused);
        Assert.Single(Opened);

        // All tabs are paused, and the stream resumes from its cursor.
        foreach (var tab in tabs)
            await tab.Button("Pause").ClickAsync();
        await WaitForClientsAsync(Client, 0);
        var missed = await Client.StepAsync(30);
        foreach (var tab in tabs)
            await tab.WaitForPaintAsync(paused);
        await second.Button("Resume").ClickAsync();
        await second.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([second], Client, missed);
        Assert.Equal(paused, Opened[^1]["lastEventId"]);
        await first.WaitForConnectionAsync("paused");
        await first.Button("Resume").ClickAsync();
        await first.WaitForConnectionAsync("live");
        await AssertTabsShowAsync(tabs, Client, missed);
        await AssertTabsShowAsync(tabs, Client, await Client.StepAsync());
        await WaitForClientsAsync(Client, 1);
    }

    [Fact]
    public async Task The_stream_runs_at_the_rate_of_the_fastest_visible_tab_and_slows_when_all_are_hidden()
    {
        var slow = await OpenFirstAsync(Address, SharingMode.Worker);
        await slow.WaitForConnectionAsync("live");
        var fast = await OpenNextAsync(slow, Address);
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
        await WaitForClientsAsync(Client, 1);

        await slow.Button("Live").ClickAsync();
        await WaitForStreamAsync("interval", null);
        await HideAsync(slow);
        await WaitForStreamAsync("interval", "5000");
        await ShowAsync(slow);
        await WaitForStreamAsync("interval", null);
        await slow.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([slow], Client, await Client.StepAsync());
        // A rate change does not restart the stream.
        Assert.Single(Opened, query => query["lastEventId"] is null);
    }

    [Theory]
    [InlineData(SharingMode.None)]
    [LongInlineData(SharingMode.Leader)]
    public async Task While_the_only_tab_is_hidden_the_stream_slows_to_one_event_in_five_seconds(SharingMode sharing)
    {
        var page = await OpenFirstAsync(Address, sharing);
        await page.WaitForConnectionAsync("live");
        await WaitForStreamAsync("interval", null);

        await HideAsync(page);
        await WaitForStreamAsync("interval", "5000");
        await ShowAsync(page);
        await WaitForStreamAsync("interval", null);

        await page.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([page], Client, await Client.StepAsync());
        Assert.Single(Opened, query => query["lastEventId"] is null);
    }

    [Theory]
    [InlineData(SharingMode.Leader)]
    [LongInlineData(SharingMode.Worker)]
    public async Task Each_tab_paints_at_its_own_rate_and_all_rows_show_the_same_event(SharingMode sharing)
    {
        var fast = await OpenFirstAsync(Address, sharing);
        var slow = await OpenNextAsync(fast, Address);
        await fast.WaitForConnectionAsync("live");
        await slow.WaitForConnectionAsync("live");
        await slow.Button("5 s").ClickAsync();

        // In market time: the first update is due at once, and those of the next five seconds are held back.
        var first = await Client.StepAsync();
        await AssertTabsShowAsync([fast, slow], Client, first);
        var held = await Client.StepAsync(19);
        await AssertTabsShowAsync([fast], Client, held);
        await slow.WaitForPaintAsync(first);

        await AssertTabsShowAsync([fast, slow], Client, await Client.StepAsync());
        await WaitForClientsAsync(Client, 1);
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
