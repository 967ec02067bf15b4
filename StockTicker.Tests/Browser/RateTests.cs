using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The buttons that say how often the server sends.</summary>
public sealed class RateTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Fact]
    public async Task Pause_leaves_the_stream_and_Resume_catches_up_without_a_gap()
    {
        var page = await OpenLiveAsync(market.Address);
        var seen = await market.Client.StepAsync(3);
        await page.HasPaintedAsync(seen);
        var resyncs = await CounterAsync("resyncs");

        await page.Button("Pause").ClickAsync();
        await page.IsConnectedAsync("paused");
        await Eventually.TrueAsync(async () => await CounterAsync("totalClients") == 0);
        var missed = await market.Client.StepAsync(50);
        Assert.Equal(seen, (await page.ReadAsync()).Id);
        await Expect(page.Button("Pause")).ToHaveCountAsync(0);

        var reopened = page.WaitForRequestAsync(new Regex("/stream/"));
        await page.Button("Resume").ClickAsync();
        Assert.Contains($"lastEventId={seen}", (await reopened).Url, StringComparison.Ordinal);
        await page.HasPaintedAsync(missed);
        await page.IsConnectedAsync("live");
        await Expect(page.Button("Pause")).ToBeVisibleAsync();
        Assert.Equal(100, await page.ShowsTheQuotesAsync(market.Client));
        // What was missed was sent again, and no snapshot stood in for it.
        Assert.Equal(resyncs, await CounterAsync("resyncs"));
    }

    [Theory]
    [InlineData("1 s", 1000, 4)]
    [InlineData("5 s", 5000, 20)]
    public async Task A_lower_rate_lets_the_server_send_less_often_and_Live_every_update_again(string name, int interval, int updates)
    {
        var page = await OpenLiveAsync(market.Address);
        await Expect(page.Button("Live")).ToHaveAttributeAsync("aria-pressed", "true");

        var slower = page.WaitForRequestAsync(new Regex("/stream/"));
        await page.Button(name).ClickAsync();
        Assert.Contains($"interval={interval}", (await slower).Url, StringComparison.Ordinal);
        await Expect(page.Button(name)).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Button("Live")).ToHaveAttributeAsync("aria-pressed", "false");
        await page.IsConnectedAsync("live");
        await Eventually.TrueAsync(async () => await CounterAsync("totalClients") == 1);

        // The first update is sent at once; then the market's own clock counts the interval, and so many updates of 250 ms make one event.
        await page.HasPaintedAsync(await market.Client.StepAsync());
        var merged = await CounterAsync("merged");
        await page.HasPaintedAsync(await market.Client.StepAsync(updates));
        Assert.True(await CounterAsync("merged") > merged, "Each update was sent.");
        Assert.Equal(100, await page.ShowsTheQuotesAsync(market.Client));

        var faster = page.WaitForRequestAsync(new Regex("/stream/"));
        await page.Button("Live").ClickAsync();
        Assert.DoesNotContain("interval=", (await faster).Url, StringComparison.Ordinal);
        await Expect(page.Button("Live")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.IsConnectedAsync("live");
        await page.HasPaintedAsync(await market.Client.StepAsync());
    }

    [Fact]
    public async Task A_rate_picked_while_paused_starts_the_prices_again()
    {
        var page = await OpenLiveAsync(market.Address);
        await page.Button("Pause").ClickAsync();
        await page.IsConnectedAsync("paused");

        await page.Button("Live").ClickAsync();

        await page.IsConnectedAsync("live");
        await Expect(page.Button("Pause")).ToBeVisibleAsync();
        await page.HasPaintedAsync(await market.Client.StepAsync());
    }

    private async Task<long> CounterAsync(string name) => (await market.Client.GetJsonAsync("/stats")).GetProperty(name).GetInt64();
}
