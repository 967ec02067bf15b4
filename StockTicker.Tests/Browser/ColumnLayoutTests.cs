using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Columns of the board that are moved and resized.</summary>
public sealed class ColumnLayoutTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task Columns_are_moved_and_resized_by_keyboard_pointer_and_buttons_and_remembered()
    {
        var page = await OpenLiveAsync(await market.AddressAsync());
        var bid = page.Header("Bid");
        var usual = await BoxAsync(bid);
        await page.Header("Price").HoverAsync();
        await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('column-layout.js'))");

        await bid.GetByRole(AriaRole.Link).FocusAsync();
        await Eventually.TrueAsync(async () =>
        {
            await page.Keyboard.PressAsync("Shift+ArrowLeft");
            return (await BoxAsync(bid)).X < usual.X;
        });
        await page.Keyboard.PressAsync("Alt+Shift+ArrowRight");
        Assert.Equal(usual.Width + 8, (await BoxAsync(bid)).Width);
        // Cells follow their header, and the header keeps the focus and does not sort.
        var cell = await BoxAsync(page.Cell("AAPL", "bid"));
        Assert.Equal(((await BoxAsync(bid)).X, usual.Width + 8), (cell.X, cell.Width));
        await Expect(bid.GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Bid is");

        // By pointer: the volume in front of the price, and then wider.
        await DragAsync(page, await BoxAsync(page.Header("Volume")), 0.5f, (await BoxAsync(page.Header("Price"))).X + 4);
        await Expect(page.Header("Volume")).ToHaveAttributeAsync("aria-sort", "none");
        var volume = await BoxAsync(page.Header("Volume"));
        Assert.True(volume.X < (await BoxAsync(page.Header("Price"))).X);
        await DragAsync(page, volume, 1, volume.X + volume.Width + 37);
        Assert.InRange((await BoxAsync(page.Header("Volume"))).Width, volume.Width + 30, volume.Width + 44);

        // From the first paint of the next page, and back to the usual order by the dialog.
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.True((await BoxAsync(page.Header("Volume"))).X < (await BoxAsync(page.Header("Price"))).X);
        await page.WaitForConnectionAsync("live");
        await page.Button("View").ClickAsync();
        await page.Button("Arrange columns").ClickAsync();
        await Expect(page.Locator("dialog[open]")).ToBeVisibleAsync();
        Assert.Empty(await Axe.FindAsync(page, "dialog[open]"));
        await page.Button("Move right: Volume").ClickAsync();
        Assert.True((await BoxAsync(page.Header("Volume"))).X > (await BoxAsync(page.Header("Trend"))).X);
        await page.Button("Reset columns").ClickAsync();
        Assert.Equal((usual.X, usual.Width), (await BoxAsync(bid) is var now ? (now.X, now.Width) : default));
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator element) => (await element.BoundingBoxAsync())!;

    /// <summary>Drags from a place in a box, 0 (left) to 1 (right edge), to an x coordinate.</summary>
    private static async Task DragAsync(IPage page, LocatorBoundingBoxResult from, float place, float x)
    {
        var y = from.Y + (from.Height / 2);
        await page.Mouse.MoveAsync(from.X + (from.Width * place) - (place == 1 ? 3 : 0), y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x, y, new() { Steps = 4 });
        await page.Mouse.UpAsync();
    }
}
