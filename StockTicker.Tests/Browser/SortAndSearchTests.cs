using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Sorting, searching, and starring on the live board.</summary>
public sealed class SortAndSearchTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("Price", "price")]
    [InlineData("Change %", "changePercent")]
    [InlineData("Volume", "volume")]
    [InlineData("VWAP", "vwap")]
    public async Task A_numeric_column_sorts_descending_then_ascending_then_not_at_all(string column, string field)
    {
        var page = await OpenLiveAsync("/");
        var unsorted = await page.SymbolsAsync();
        var header = page.Header(column);
        await Expect(header).ToHaveAttributeAsync("aria-sort", "none");

        await header.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(header).ToHaveAttributeAsync("aria-sort", "descending");
        var values = await page.ValuesAsync(field);
        Assert.Equal(values.OrderDescending(), values);

        await header.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(header).ToHaveAttributeAsync("aria-sort", "ascending");
        values = await page.ValuesAsync(field);
        Assert.Equal(values.Order(), values);

        await header.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(header).ToHaveAttributeAsync("aria-sort", "none");
        Assert.Equal(unsorted, await page.SymbolsAsync());
    }

    [Theory]
    [InlineData("Trend", true)]
    [InlineData("Trend", false)]
    [InlineData("Day range", true)]
    [InlineData("Day range", false)]
    public async Task A_graphic_column_sorts_by_the_value_it_shows(string column, bool scripts)
    {
        var address = await market.AddressAsync();
        var page = scripts ? await OpenLiveAsync("/") : await OpenAsync(address, "/", options => options.JavaScriptEnabled = false);

        await page.Header(column).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Header(column)).ToHaveAttributeAsync("aria-sort", "descending");

        // The rise from the first to the last point of the line, and the position of the price between the day's low and high.
        var (shape, attribute) = column == "Trend" ? (".trend polyline", "points") : (".range line", "x1");
        await Expect(page.Rows().Locator(shape)).ToHaveCountAsync(100);
        var drawn = (await page.Rows().Locator(shape).EvaluateAllAsync<string[]>(
                "(shapes, attribute) => shapes.map(shape => shape.getAttribute(attribute))", attribute))
            .Select(value => column == "Trend" ? Rise(value) : Number(value)).ToArray();
        Assert.Equal(drawn.OrderDescending(), drawn);
        Assert.True(drawn.Distinct().Count() > 20);

        static decimal Rise(string points)
        {
            var prices = points.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => -Number(point.Split(',')[1])).ToArray();
            return prices.Length < 2 ? 1 : prices[^1] / prices[0];
        }

        static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Prices_with_two_and_four_decimals_align_at_the_decimal_point()
    {
        var application = Serve(new Hosting.TickerApplication("Market:Instruments=600"));
        var page = await OpenLiveAsync(application.Address, "/?sort=price&order=asc");

        // The position of each decimal point from the right edge of its cell.
        var points = await page.EvaluateAsync<double[]>(
            """
            () => [...document.querySelectorAll('#rows [data-field="price"]')].slice(0, 60).map(cell => {
              const text = cell.firstChild;
              const range = document.createRange();
              range.setStart(text, text.data.indexOf('.'));
              range.setEnd(text, text.data.indexOf('.') + 1);
              return cell.getBoundingClientRect().right - range.getBoundingClientRect().left;
            })
            """);
        var lengths = await page.EvaluateAsync<int[]>(
            "() => [...document.querySelectorAll('#rows [data-field=\"price\"]')].slice(0, 60).map(cell => cell.dataset.value.split('.')[1].length)");

        Assert.Equal([2, 4], lengths.Distinct().Order());
        Assert.InRange(points.Max() - points.Min(), 0, 0.6);
    }

    [Fact]
    public async Task Symbols_sort_ascending_first()
    {
        var page = await OpenLiveAsync("/");

        await page.Header("Symbol").GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Header("Symbol")).ToHaveAttributeAsync("aria-sort", "ascending");
        var symbols = await page.SymbolsAsync();
        Assert.Equal(100, symbols.Length);
        Assert.Equal(symbols.Order(StringComparer.Ordinal), symbols);
    }

    [Fact]
    public async Task Only_one_column_has_aria_sort()
    {
        var page = await OpenLiveAsync("/");

        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await page.Header("Volume").GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Header("Volume")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.Locator("th[aria-sort]:not([aria-sort='none'])")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_sort_order_is_in_the_URL_and_survives_a_reload()
    {
        var page = await OpenLiveAsync("/");
        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=price&order=desc"));
        var sorted = await page.SymbolsAsync();

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });

        Assert.Equal(sorted, await page.SymbolsAsync());
        await page.WaitForConnectionAsync("live");
        Assert.Equal(sorted, await page.SymbolsAsync());
    }

    [Fact]
    public async Task Slash_focuses_the_search_box_and_Escape_clears_it()
    {
        var page = await OpenLiveAsync("/");

        await page.Keyboard.PressAsync("/");
        await Expect(page.SearchBox()).ToBeFocusedAsync();
        await Expect(page.SearchBox()).ToHaveValueAsync("");
        await page.Keyboard.TypeAsync("goog");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await Expect(page.Row("GOOGL")).ToBeVisibleAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync("1 of 100");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.SearchBox()).ToHaveValueAsync("");
        await Expect(page.Rows()).ToHaveCountAsync(100);
        await Expect(page.Locator("#count")).ToHaveTextAsync("100 instruments");
    }

    [Fact]
    public async Task Search_also_matches_names_and_says_when_nothing_matches()
    {
        var page = await OpenLiveAsync("/");

        await page.SearchBox().FillAsync("MICROSOFT");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await Expect(page.Row("MSFT")).ToBeVisibleAsync();

        await page.SearchBox().FillAsync("no such company");
        await Expect(page.Rows()).ToHaveCountAsync(0);
        await Expect(page.GetByText("Nothing matches “no such company”.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all instruments" }).ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(100);
    }

    [Fact]
    public async Task Rows_restored_after_a_search_show_current_prices()
    {
        var page = await OpenLiveAsync("/");
        using var client = await market.ConnectAsync();

        await page.SearchBox().FillAsync("apple");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.SearchBox().FillAsync("");
        await Expect(page.Rows()).ToHaveCountAsync(100);

        Assert.Equal(100, await page.AssertQuotesAsync(client));
    }

    [Fact]
    public async Task Starred_rows_form_a_watchlist_that_survives_a_reload()
    {
        var page = await OpenLiveAsync("/");
        foreach (var symbol in new[] { "AAPL", "MSFT" })
        {
            await page.Row(symbol).HoverAsync();
            await page.Button($"Watch {symbol}").ClickAsync();
            await Expect(page.Button($"Watch {symbol}")).ToHaveAttributeAsync("aria-pressed", "true");
        }

        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Button("Watchlist")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Rows()).ToHaveCountAsync(2);
        Assert.Equal(["AAPL", "MSFT"], await page.SymbolsAsync());

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await Expect(page.Button("Watch AAPL")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Button("Watchlist")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Rows()).ToHaveCountAsync(2);

        await page.Button("Watch AAPL").ClickAsync();
        Assert.Equal(["MSFT"], await page.SymbolsAsync());
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(100);
    }

    private async Task<IPage> OpenLiveAsync(string path) => await OpenLiveAsync(await market.AddressAsync(), path);
}
