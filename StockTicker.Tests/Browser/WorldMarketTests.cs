using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The pages of a market with prices and symbols as the world has them.</summary>
public sealed class WorldMarketTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Look()
    {
        var application = Serve(new TickerApplication(WorldMarket.AddTo, "PathBase=/app"));
        var page = await OpenLiveAsync(application.Address, "/app/");
        foreach (var screen in EveryWidthAndTheme)
        {
            await ShowOnAsync(page, screen);
            await page.ScreenshotAsync(new() { Path = $"/tmp/px/board-{screen.Width}-{screen.Scheme}.png", FullPage = true });
        }
        await ShowOnAsync(page, (1440, ColorScheme.Light));
        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator(".map-tile b").First).ToBeVisibleAsync();
        await page.ScreenshotAsync(new() { Path = "/tmp/px/map.png" });
        foreach (var (symbol, name) in new[] { ("CL=F", "oil"), ("SHIB/USDT", "shib"), ("CON", "con"), ("0700.HK", "hk") })
        {
            var stock = await OpenLiveAsync(application.Address, $"/app/stocks/{Uri.EscapeDataString(symbol)}");
            await stock.ScreenshotAsync(new() { Path = $"/tmp/px/{name}.png" });
            await ShowOnAsync(stock, (390, ColorScheme.Dark));
            await stock.ScreenshotAsync(new() { Path = $"/tmp/px/{name}-narrow.png" });
        }
    }
}
