using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The heat map: instruments as tiles, by sector and market value.</summary>
public sealed class HeatMapTests(Chromium chromium, DefaultMarket market) : BrowserTest(chromium), IClassFixture<DefaultMarket>
{
    [Fact]
    public async Task Each_instrument_has_a_tile_in_its_sector_sized_by_market_value()
    {
        var values = await ValuesAsync(["AAPL", "MSFT", "ORCL"]);
        var page = await OpenLiveAsync(market.Address, "/?view=map");
        foreach (var screen in TestLength.Choose([EveryWidthAndTheme[0], EveryWidthAndTheme[^1]], EveryWidthAndTheme))
        {
            await ShowOnAsync(page, screen);
            await Expect(Tiles(page)).ToHaveCountAsync(100);
            await Expect(page.Locator("#map .map-sector")).ToHaveCountAsync(11);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"map-{screen.Width}-{screen.Scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });

            // Within a sector, areas keep the ratio of the values, such as about 3.5 for Apple and Oracle.
            var areas = await page.EvaluateAsync<Dictionary<string, double>>(
                """
                () => Object.fromEntries([...document.querySelectorAll('#map [data-tile]')].map(tile => {
                  const box = tile.getBoundingClientRect();
                  return [tile.dataset.tile, box.width * box.height];
                }))
                """);
            foreach (var symbol in new[] { "MSFT", "ORCL" })
                Assert.InRange(areas[symbol] / areas["AAPL"] / (values[symbol] / values["AAPL"]), 0.9, 1.1);
            Assert.Equal(0, await page.EvaluateAsync<int>(
                """
                () => {
                  const boxes = [...document.querySelectorAll('#map [data-tile]')].map(tile => tile.getBoundingClientRect());
                  return boxes.filter((a, i) => boxes.some((b, j) => i < j
                    && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
                }
                """));
        }
    }

    [Fact]
    public async Task On_a_desktop_the_whole_map_is_visible_and_arrow_keys_move_between_tiles()
    {
        var page = await OpenLiveAsync(market.Address, "/?view=map");
        foreach (var (width, height) in new[] { (1440, 900), (1920, 1080) })
        {
            await page.SetViewportSizeAsync(width, height);
            await Expect(Tiles(page)).ToHaveCountAsync(100);

            await Expect(page.Locator("#map")).ToBeInViewportAsync(new() { Ratio = 1 });
            await Expect(page.Locator(".map-legend")).ToBeInViewportAsync(new() { Ratio = 1 });
        }

        var first = page.Locator("#map [tabindex='0']");
        await first.FocusAsync();
        var from = await FocusedTileAsync(page);
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual(from, await FocusedTileAsync(page));
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(from, await FocusedTileAsync(page));
        await Expect(first).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/stocks/{from}$"));
    }

    [Fact]
    public async Task The_map_follows_search_sector_and_prices_like_the_table()
    {
        var application = Serve(new TickerApplication(SteppedMarket.Size));
        using var client = application.Connect();
        var page = await OpenLiveAsync(application.Address);
        await page.GetByRole(AriaRole.Link, new() { Name = "Heat map" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?view=map$"));
        await Expect(page.Locator("#quotes")).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Link, new() { NameString = "Energy" }).ClickAsync();
        await Expect(page.Locator("#map .map-sector")).ToHaveCountAsync(1);
        await page.SearchBox().FillAsync("exxon");
        await Expect(Tiles(page)).ToHaveCountAsync(1);

        await client.StepAsync(400);
        var change = (await client.GetJsonAsync("/quotes/XOM")).GetProperty("changePercent").GetDecimal();
        var words = $"{(change > 0 ? "+" : change < 0 ? "−" : "")}{Math.Abs(change):0.00}%";
        await Expect(Tiles(page)).ToHaveTextAsync($"XOM{words}");
        await Expect(Tiles(page)).ToHaveClassAsync(new Regex(change > 0 ? "gain" : "loss"));
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(Tiles(page)).ToHaveTextAsync($"XOM{words}");
    }

    [Fact]
    public async Task A_long_list_shows_only_the_largest_tiles_and_says_so()
    {
        var application = SharedApplications.With("Market:Instruments=2000");

        var page = await OpenLiveAsync(application.Address, "/?view=map");

        await Expect(page.Locator("#count")).ToHaveTextAsync("300 largest of 2,000");
        await Expect(Tiles(page)).ToHaveCountAsync(300);
    }

    private static ILocator Tiles(IPage page) => page.Locator("#map [data-tile]");

    private static async Task<string> FocusedTileAsync(IPage page) => await page.EvaluateAsync<string>("() => document.activeElement.dataset.tile");

    // The instrument page shows the market value.
    private async Task<Dictionary<string, double>> ValuesAsync(string[] symbols)
    {
        var values = new Dictionary<string, double>();
        foreach (var symbol in symbols)
        {
            var html = await market.Client.GetStringAsync(new Uri($"/stocks/{symbol}", UriKind.Relative), TestTimeout.Token);
            var value = Regex.Match(html, """data-field="marketValue" [^>]*data-value="([^"]+)""").Groups[1].Value;
            values[symbol] = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        }
        return values;
    }
}
