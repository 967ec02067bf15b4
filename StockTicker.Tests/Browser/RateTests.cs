using System.Globalization;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The buttons that set how often the server sends.</summary>
public sealed class RateTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Fact]
    public async Task Pause_closes_the_stream_and_Resume_or_a_rate_catches_up_without_a_gap()
    {
        var page = await OpenLiveAsync(market.Address);
        var seen = await market.Client.StepAsync(3);
        await page.WaitForPaintAsync(seen);
        var resyncs = await CounterAsync("resyncs");

        await page.Button("Pause").ClickAsync();
        await page.WaitForConnectionAsync("paused");
        await Eventually.TrueAsync(async () => await CounterAsync("totalClients") == 0);
        var missed = await market.Client.StepAsync(50);
        Assert.Equal(seen, (await page.ReadAsync()).Id);
        await Expect(page.Button("Pause")).ToHaveCountAsync(0);

        await page.Button("Resume").ClickAsync();
        await page.WaitForPaintAsync(missed);
        Assert.Equal(seen, market.Streams.Newest["lastEventId"]);
        await page.WaitForConnectionAsync("live");
        await Expect(page.Button("Pause")).ToBeVisibleAsync();
        Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(market.Client));
        // Missed events were replayed instead of replaced with a snapshot.
        Assert.Equal(resyncs, await CounterAsync("resyncs"));

        // Choosing a rate resumes prices too.
        await page.Button("Pause").ClickAsync();
        await page.WaitForConnectionAsync("paused");
        await page.Button("Live").ClickAsync();
        await page.WaitForConnectionAsync("live");
        await Expect(page.Button("Pause")).ToBeVisibleAsync();
        await page.WaitForPaintAsync(await market.Client.StepAsync());
    }

    [Fact]
    public async Task A_lower_rate_makes_the_server_send_less_often_and_Live_restores_every_update()
    {
        var page = await OpenLiveAsync(market.Address);
        await Expect(page.Button("Live")).ToHaveAttributeAsync("aria-pressed", "true");
        // The interval is in market time, so this many updates of 250 ms make one event.
        foreach (var (name, interval, updates) in new[] { ("1 s", 1000, 4), ("5 s", 5000, 20) })
        {
            await page.Button(name).ClickAsync();
            await Eventually.TrueAsync(() => market.Streams.Newest["interval"] == interval.ToString(CultureInfo.InvariantCulture));
            await Expect(page.Button(name)).ToHaveAttributeAsync("aria-pressed", "true");
            await Expect(page.Button("Live")).ToHaveAttributeAsync("aria-pressed", "false");
            await page.WaitForConnectionAsync("live");
            await Eventually.TrueAsync(async () => await CounterAsync("totalClients") == 1);

            // The first update is sent at once.
            await page.WaitForPaintAsync(await market.Client.StepAsync());
            var merged = await CounterAsync("merged");
            await page.WaitForPaintAsync(await market.Client.StepAsync(updates));
            Assert.True(await CounterAsync("merged") > merged, "Each update was sent.");
            Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(market.Client));

            await page.Button("Live").ClickAsync();
            await Eventually.TrueAsync(() => market.Streams.Newest["interval"] is null);
            await Expect(page.Button("Live")).ToHaveAttributeAsync("aria-pressed", "true");
            await page.WaitForConnectionAsync("live");
            await page.WaitForPaintAsync(await market.Client.StepAsync());
        }
    }

    private async Task<long> CounterAsync(string name) => (await market.Client.GetJsonAsync("/stats")).GetProperty(name).GetInt64();
}
