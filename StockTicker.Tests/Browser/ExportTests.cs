using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Exported files, shared links, and settings.</summary>
public sealed class ExportTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_export_keeps_the_sort_order_and_filter_of_the_board()
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), "/?q=co&sort=price&order=desc");
        var shown = await page.SymbolsAsync();
        Assert.InRange(shown.Length, 2, 99);
        var prices = await page.ValuesAsync("price");

        var csv = (await DownloadAsync(page, "Quotes as CSV")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        using var json = JsonDocument.Parse(await DownloadAsync(page, "Quotes as JSON"));

        Assert.Equal("symbol,name,sector,price,change,changePercent,bid,ask,bidSize,askSize,open,high,low,previousClose,volume,vwap,time", csv[0]);
        Assert.Equal(shown, csv[1..].Select(line => line.Split(',')[0]));
        Assert.Equal(shown, json.RootElement.EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString()!));
        Assert.Equal(prices, json.RootElement.EnumerateArray().Select(quote => quote.GetProperty("price").GetDecimal()));
    }

    [Fact]
    public async Task Candles_and_trades_are_exported_as_shown()
    {
        var page = await NewPageAsync();
        // The trades of the server's page are exported before any others have been fetched.
        await page.RouteAsync("**/trades?*", route => route.FulfillAsync(new() { Status = 204 }));
        await page.GotoAsync(new Uri(await market.AddressAsync(), "/stocks/AAPL").AbsoluteUri);
        using var client = await market.ConnectAsync();
        var candles = (await client.GetJsonAsync("/quotes/AAPL/candles?interval=5s&limit=1000")).GetProperty("candles");
        var trades = (await client.GetJsonAsync("/quotes/AAPL/trades?limit=30")).GetProperty("trades");
        await Expect(page.Locator("#readout")).ToContainTextAsync("Vol");

        using var exported = JsonDocument.Parse(await DownloadAsync(page, "Candles as JSON"));
        var rows = (await DownloadAsync(page, "Trades as CSV")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Closes(candles), Closes(exported.RootElement));
        Assert.Equal("time,price,size", rows[0]);
        Assert.NotEmpty(rows[1..]);
        Assert.Equal(
            trades.EnumerateArray().Select(trade => $"{trade.GetProperty("time")},{trade.GetProperty("price").GetDouble()},{trade.GetProperty("size")}"),
            rows[1..]);

        static decimal[] Closes(JsonElement all) => [.. all.EnumerateArray().Select(candle => candle.GetProperty("close").GetDecimal())];
    }

    [Fact]
    public async Task Exported_cells_are_never_run_as_formulas()
    {
        var page = await OpenAsync(await market.AddressAsync(), "/signin");

        var csv = await page.EvaluateAsync<string>(
            """
            async () => (await import('/js/panels/csv.js')).csv([
              { name: '=HYPERLINK("http://example.com")', change: -1.25 }, { name: '+1,2', change: 0 }, { name: '@SUM(A1)', change: null },
              { name: 'He said "no"', change: 1e-7 },
            ])
            """);

        Assert.Equal(
            "name,change\r\n\"'=HYPERLINK(\"\"http://example.com\"\")\",-1.25\r\n\"'+1,2\",0\r\n'@SUM(A1),\r\n\"He said \"\"no\"\"\",0.0000001\r\n", csv);
    }

    [Fact]
    public async Task A_shared_link_shows_the_same_order_search_and_watchlist()
    {
        var page = await OpenLiveAsync(await market.AddressAsync());
        foreach (var symbol in new[] { "AAPL", "NVDA", "MSFT" })
            await page.Button($"Watch {symbol}").ClickAsync();
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(3);
        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        // The rows follow with the next frame.
        await Eventually.TrueAsync(async () => await page.ValuesAsync("price") is var prices && prices.SequenceEqual(prices.OrderDescending()));
        var shown = await page.SymbolsAsync();
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Address of this view")).ToHaveValueAsync(new Regex("sort=price"));
        var link = await page.GetByLabel("Address of this view").InputValueAsync();

        foreach (var scripts in new[] { true, false })
        {
            var other = await NewPageAsync(options => options.JavaScriptEnabled = scripts);
            await other.GotoAsync(link);
            if (scripts)
                await other.WaitForConnectionAsync("live");
            Assert.Equal(shown, await other.SymbolsAsync());
            await Expect(other.Locator("#count")).ToHaveTextAsync($"3 of {FrozenMarket.Count}");

            // And a link to all of them.
            await other.GetByRole(AriaRole.Link, new() { Name = "Shared list: show all instruments" }).ClickAsync();
            await Expect(other.Rows()).ToHaveCountAsync(FrozenMarket.Count);
        }
    }

    [Fact]
    public async Task Settings_move_to_another_device_as_a_file_and_an_invalid_file_changes_nothing()
    {
        var page = await OpenLiveAsync(await market.AddressAsync());
        await page.Button("Watch NVDA").ClickAsync();
        await page.Button("Theme").ClickAsync();
        await page.Button("Theme").ClickAsync();
        await Eventually.TrueAsync(page.IsDarkAsync);
        var file = await DownloadAsync(page, "Export settings");

        var other = await OpenLiveAsync(await market.AddressAsync());
        await other.Button("Watch AAPL").ClickAsync();
        await other.Keyboard.PressAsync("e");
        foreach (var (invalid, words) in new[]
        {
            ("not json", "The file is not JSON."),
            ("""{"theme":"dark"}""", "The file contains no StockTicker settings."),
            ("""{"file":"StockTicker settings","version":9,"settings":{}}""", "The file has version 9; supported is version 1."),
        })
        {
            await ImportAsync(other, invalid);
            await Expect(other.Locator(".panel[open] .problem")).ToHaveTextAsync(words);
            await Expect(Star(other, "AAPL")).ToHaveAttributeAsync("aria-pressed", "true");
        }
        await ImportAsync(other, file);

        await Expect(Star(other, "NVDA")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Star(other, "AAPL")).ToHaveAttributeAsync("aria-pressed", "false");
        await Eventually.TrueAsync(other.IsDarkAsync);
    }

    private static ILocator Star(IPage page, string symbol) => page.Row(symbol).Locator(".star button");

    private static async Task ImportAsync(IPage page, string file) =>
        await page.GetByLabel("Import settings").SetInputFilesAsync(
            new FilePayload { Name = "settings.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(file) });

    private static async Task<string> DownloadAsync(IPage page, string button)
    {
        await page.Keyboard.PressAsync("e");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Button(button).ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        return text;
    }
}
