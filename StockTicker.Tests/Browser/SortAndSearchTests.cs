using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Sorting, searching, and starring on the live board.</summary>
public sealed class SortAndSearchTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    // The last price of a sparkline by its first: lines of the server are relative to the point before, in steps below the highest price.
    private const string Rise =
        """
        path => {
          const line = path.getAttribute('d');
          const [first, ...rest] = (line.match(/-?[\d.]+/g) ?? []).map(Number).filter((_, index) => index % 2);
          if (!rest.length) return 1;
          if (!line.includes('l')) return rest.at(-1) / first;
          const step = 1 / 10 ** (path.dataset.high.split('.')[1]?.length ?? 0);
          const start = path.dataset.high - first * step;
          return (start - rest.reduce((sum, change) => sum + change) * step) / start;
        }
        """;

    [Fact]
    public async Task Numeric_columns_sort_descending_then_ascending_then_not_at_all()
    {
        var page = await OpenLiveAsync("/");
        var unsorted = await page.SymbolsAsync();

        foreach (var (column, field) in new[] { ("Price", "price"), ("Change %", "changePercent"), ("Volume", "volume"), ("VWAP", "vwap") })
        {
            var header = page.Header(column);
            await Expect(header).ToHaveAttributeAsync("aria-sort", "none");

            await header.GetByRole(AriaRole.Link).ClickAsync();
            await Expect(header).ToHaveAttributeAsync("aria-sort", "descending");
            await WaitForOrderAsync(() => page.ValuesAsync(field), values => values.OrderDescending());

            await header.GetByRole(AriaRole.Link).ClickAsync();
            await Expect(header).ToHaveAttributeAsync("aria-sort", "ascending");
            await WaitForOrderAsync(() => page.ValuesAsync(field), values => values.Order());

            await header.GetByRole(AriaRole.Link).ClickAsync();
            await Expect(header).ToHaveAttributeAsync("aria-sort", "none");
            await WaitForOrderAsync(page.SymbolsAsync, _ => unsorted);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Graphic_columns_sort_by_the_values_they_show(bool scripts)
    {
        var address = await market.AddressAsync();
        var page = scripts ? await OpenLiveAsync("/") : await OpenAsync(address, "/", options => options.JavaScriptEnabled = false);

        // The rise from the first to the last point of the line, and the position of the price between the day's low and high.
        foreach (var (column, shape, drawn) in new[] { ("Trend", ".trend path", Rise), ("Day range", ".range line", "line => Number(line.getAttribute('x1'))") })
        {
            await page.Header(column).GetByRole(AriaRole.Link).ClickAsync();
            await Expect(page.Header(column)).ToHaveAttributeAsync("aria-sort", "descending");

            var shapes = page.Rows().Locator(shape);
            await Expect(shapes).ToHaveCountAsync(FrozenMarket.Count);
            await WaitForOrderAsync(DrawnAsync, values => values.OrderDescending());
            Assert.True((await DrawnAsync()).Distinct().Count() > 20);

            async Task<decimal[]> DrawnAsync() =>
                await shapes.EvaluateAllAsync<decimal[]>($"shapes => shapes.map({drawn})");
        }
    }

    [Fact]
    public async Task Prices_with_two_and_four_decimals_align_at_the_decimal_point()
    {
        var application = Serve(new TickerApplication("Market:Instruments=600"));
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
    public async Task One_column_sorts_at_a_time_symbols_ascending_first_and_the_order_survives_a_reload()
    {
        var page = await OpenLiveAsync("/");

        await page.Header("Symbol").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Header("Symbol")).ToHaveAttributeAsync("aria-sort", "ascending");
        await WaitForOrderAsync(page.SymbolsAsync, symbols => symbols.Order(StringComparer.Ordinal));
        await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);

        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Header("Price")).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.Locator("th[aria-sort]:not([aria-sort='none'])")).ToHaveCountAsync(1);
        await Expect(page).ToHaveURLAsync(new Regex("sort=price&order=desc"));
        await WaitForOrderAsync(() => page.ValuesAsync("price"), prices => prices.OrderDescending());
        var sorted = await page.SymbolsAsync();

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.Equal(sorted, await page.SymbolsAsync());
        await page.WaitForConnectionAsync("live");
        Assert.Equal(sorted, await page.SymbolsAsync());
    }

    [Fact]
    public async Task Slash_focuses_the_search_box_and_Escape_restores_all_rows_with_current_prices()
    {
        var page = await OpenLiveAsync("/");
        using var client = await market.ConnectAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.SearchBox()).ToBeFocusedAsync();
        await Expect(page.SearchBox()).ToHaveValueAsync("");
        await page.Keyboard.TypeAsync("goog");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await Expect(page.Row("GOOGL")).ToBeVisibleAsync();
        await Expect(page.Locator("#count")).ToHaveTextAsync($"1 of {FrozenMarket.Count}");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.SearchBox()).ToHaveValueAsync("");
        await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);
        await Expect(page.Locator("#count")).ToHaveTextAsync($"{FrozenMarket.Count} instruments");
        Assert.Equal(FrozenMarket.Count, await page.AssertQuotesAsync(client));

        // Names match too.
        await page.SearchBox().FillAsync("MICROSOFT");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await Expect(page.Row("MSFT")).ToBeVisibleAsync();

        await page.SearchBox().FillAsync("no such company");
        await Expect(page.Rows()).ToHaveCountAsync(0);
        await Expect(page.GetByText("Nothing matches “no such company”.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all instruments" }).ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);
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

        // The row leaves with the next frame.
        await page.Button("Watch AAPL").ClickAsync();
        await WaitForOrderAsync(page.SymbolsAsync, _ => ["MSFT"]);
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);
    }

    // A header says at once how its column is sorted, and the rows follow with the next frame.
    private static Task WaitForOrderAsync<T>(Func<Task<T[]>> readAsync, Func<T[], IEnumerable<T>> expected) =>
        Eventually.TrueAsync(async () => await readAsync() is var shown && shown.SequenceEqual(expected(shown)));

    private async Task<IPage> OpenLiveAsync(string path) => await OpenLiveAsync(await market.AddressAsync(), path);
}
