using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Live prices, compared with the server's at the same id.</summary>
public sealed class LivePricesTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Fact]
    public async Task Every_row_shows_the_quotes_of_the_newest_event_and_a_sorted_board_stays_sorted()
    {
        var page = await OpenLiveAsync(market.Address);
        for (var i = 0; i < TestLength.Choose(5, 10); i++)
        {
            await page.WaitForPaintAsync(await market.Client.StepAsync());
            Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(market.Client));
        }

        // Many steps at once.
        await page.WaitForPaintAsync(await market.Client.StepAsync(TestLength.Choose(100, 300)));
        Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(market.Client));

        await page.Header("Change %").GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await Expect(page.Header("Change %")).ToHaveAttributeAsync("aria-sort", "descending");
        var first = await page.SymbolsAsync();
        await page.WaitForPaintAsync(await market.Client.StepAsync(200));
        // The order changes at most once a second, to stay readable.
        await Eventually.TrueAsync(async () => await page.ValuesAsync("changePercent") is var values && values.SequenceEqual(values.OrderDescending()));
        Assert.NotEqual(first, await page.SymbolsAsync());
        Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(market.Client));
    }

    [Fact]
    public async Task Rows_mark_a_rise_or_fall_for_half_a_second()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await market.Client.StepAsync());
        // From here on the test controls the page's clock.
        await page.StopClockAsync();

        string[] risen, fallen;
        // Until there are both.
        do
        {
            await page.Clock.RunForAsync(600);
            Assert.Empty(await page.MarkedAsync("up", "down"));
            var before = await market.Client.PricesAsync();
            var id = await market.Client.StepAsync();
            var after = await market.Client.PricesAsync();
            while ((await page.ReadAsync()).Id != id)
                await page.Clock.RunForAsync(16);
            risen = [.. after.Where(now => now.Value > before[now.Key]).Select(now => now.Key).Order()];
            fallen = [.. after.Where(now => now.Value < before[now.Key]).Select(now => now.Key).Order()];
        }
        while (risen.Length == 0 || fallen.Length == 0);
        Assert.Equal(risen, await page.MarkedAsync("up"));
        Assert.Equal(fallen, await page.MarkedAsync("down"));
        await page.Clock.RunForAsync(450);
        Assert.Equal(risen, await page.MarkedAsync("up"));
        Assert.Equal(fallen, await page.MarkedAsync("down"));
        // Up to 40 ms late, to share a frame with the next prices.
        await page.Clock.RunForAsync(100);
        Assert.Empty(await page.MarkedAsync("up", "down"));
    }

    [Fact]
    public async Task An_instrument_page_follows_its_quote()
    {
        var page = await OpenLiveAsync(market.Address, "/stocks/AAPL");
        for (var i = 0; i < TestLength.Choose(2, 5); i++)
        {
            await market.Client.StepAsync(10);

            var quote = await market.Client.GetJsonAsync("/quotes/AAPL");
            foreach (var field in Board.Fields)
                await Expect(page.Locator($"[data-field='{field}']")).ToHaveAttributeAsync("data-value", quote.GetProperty(field).GetRawText());
        }
    }
}
