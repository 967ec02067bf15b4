using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Rows keep their order while one of them is hovered or focused.</summary>
public sealed class OrderLockTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Fact]
    public async Task Rows_stay_in_place_on_hover_or_focus_and_a_chip_counts_pending_moves()
    {
        var page = await OpenLiveAsync(market.Address, "/?sort=changePercent&order=desc");
        await page.WaitForPaintAsync(await market.Client.StepAsync());
        await page.Mouse.MoveAsync(5, 5);
        await WaitForSortedAsync(page);

        await page.Rows().Nth(3).HoverAsync();
        await AssertHeldAsync(page);
        await page.Mouse.MoveAsync(5, 5);
        await WaitForSortedAsync(page);

        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("ArrowDown");
        await AssertHeldAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await WaitForSortedAsync(page);
    }

    private async Task AssertHeldAsync(IPage page)
    {
        var before = await page.SymbolsAsync();
        await page.WaitForPaintAsync(await market.Client.StepAsync(200));

        await Expect(page.Locator("#lock")).ToBeVisibleAsync();
        await Expect(page.Locator("#lock")).ToHaveTextAsync(new Regex(@"^Order held: \d+ rows? would move$"));
        var values = await page.ValuesAsync("changePercent");
        var sorted = values.OrderDescending().ToArray();
        Assert.Equal(before, await page.SymbolsAsync());
        Assert.NotEqual(sorted, values);
        // The chip updates a few times a second. Equal values can be in either order, so it may count a few more than the values show.
        var moved = values.Zip(sorted).Count(pair => pair.First != pair.Second);
        await Eventually.TrueAsync(async () => await PendingMovesAsync(page) is var pending && pending >= moved && pending <= SteppedMarket.Count);
        Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(market.Client));
    }

    private static async Task<int> PendingMovesAsync(IPage page) =>
        int.Parse((await page.Locator("#lock").TextContentAsync())!.Split(' ')[2], CultureInfo.InvariantCulture);

    private static async Task WaitForSortedAsync(IPage page)
    {
        await Expect(page.Locator("#lock")).ToBeHiddenAsync();
        await Eventually.TrueAsync(async () => await page.ValuesAsync("changePercent") is var values && values.SequenceEqual(values.OrderDescending()));
    }
}
