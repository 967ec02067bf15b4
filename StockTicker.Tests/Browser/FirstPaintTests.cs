using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Server-rendered pages in a browser without JavaScript.</summary>
public sealed class FirstPaintTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_board_shows_every_instrument_with_the_prices_of_one_event_and_no_controls_that_need_scripts()
    {
        var page = await OpenAsync("/");
        using var client = await market.ConnectAsync();

        Assert.Equal(FrozenMarket.Count, await page.AssertQuotesAsync(client));
        Assert.Equal(["AAPL", "GOOGL", "MSFT"], (await page.SymbolsAsync())[..3]);
        await Expect(page.Cell("AAPL", "price")).ToBeVisibleAsync();
        await Expect(page.Cell("AAPL", "price")).ToHaveTextAsync(new Regex(@"^\d+\.\d\d$"));
        foreach (var name in new[] { "Live", "1 s", "5 s", "Pause", "Watchlist", "Theme" })
            await Expect(page.Button(name)).ToHaveCountAsync(0);
        await Expect(page.Locator("noscript .connection")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Clicking_a_header_sorts_and_clicking_it_again_reverses_the_order()
    {
        var page = await OpenAsync("/");

        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Header("Price")).ToHaveAttributeAsync("aria-sort", "descending");
        // The header is present before all rows have loaded.
        await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);
        var prices = await page.ValuesAsync("price");
        Assert.Equal(FrozenMarket.Count, prices.Length);
        Assert.Equal(prices.OrderDescending(), prices);

        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Header("Price")).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);
        Assert.Equal(prices.Order(), await page.ValuesAsync("price"));
    }

    [Fact]
    public async Task A_sector_shows_only_its_own_instruments_and_the_search_form_finds_a_part_of_the_name_in_it()
    {
        var page = await OpenAsync("/");
        using var client = await market.ConnectAsync();
        var quotes = (await client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray();
        var energy = quotes.Where(quote => quote.GetProperty("sector").GetString() == "Energy").Select(quote => quote.GetProperty("symbol").GetString()!).ToArray();

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Sectors" }).GetByRole(AriaRole.Link, new() { NameString = "Energy" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sector=Energy"));
        await Expect(page.Rows()).ToHaveCountAsync(energy.Length);
        Assert.Equal(energy, await page.SymbolsAsync());

        await page.SearchBox().FillAsync("exxon");
        await page.Button("Find").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(1);
        Assert.Equal(["XOM"], await page.SymbolsAsync());
        await Expect(page.SearchBox()).ToHaveValueAsync("exxon");
    }

    [Fact]
    public async Task An_instrument_page_shows_price_statistics_and_trades()
    {
        var page = await OpenAsync("/?q=apple");
        using var client = await market.ConnectAsync();
        var quote = await client.GetJsonAsync("/quotes/AAPL");
        var trades = (await client.GetJsonAsync("/quotes/AAPL/trades?limit=30")).GetProperty("trades");

        await page.Row("AAPL").GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("AAPL");
        foreach (var field in new[] { "price", "change", "changePercent", "bid", "ask", "bidSize", "askSize", "low", "high", "vwap", "volume", "open", "previousClose" })
            await Expect(page.Locator($"[data-field='{field}']")).ToHaveAttributeAsync("data-value", quote.GetProperty(field).GetRawText());
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Recent trades" }).Locator("tbody tr")).ToHaveCountAsync(trades.GetArrayLength());
        await Expect(page.Locator("polyline").First).ToHaveAttributeAsync("points", new Regex(@"\d"));
    }

    private async Task<IPage> OpenAsync(string path) => await OpenAsync(await market.AddressAsync(), path, options => options.JavaScriptEnabled = false);
}
