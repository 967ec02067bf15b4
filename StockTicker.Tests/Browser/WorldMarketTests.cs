using System.Text.Json;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The pages of a market with symbols and prices as the world has them, below a path.</summary>
public sealed class WorldMarketTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_board_shows_every_price_as_the_server_does_and_a_dash_for_what_is_unknown()
    {
        var application = Serve(new TickerApplication(WorldMarket.AddTo, "PathBase=/app"));
        var still = await OpenAsync(application.Address, "/app/", options => options.JavaScriptEnabled = false);
        var rendered = await CellsAsync(still);
        var page = await OpenLiveAsync(application.Address, "/app/");
        // The first event makes the script write every cell of its row again.
        var quotes = WorldMarket.Opening.Quotes;
        WorldMarket.Publish(application.Services, quotes);
        await page.WaitForPaintAsync($"{TickerApplication.Start}-1");

        Assert.Equal(rendered, await CellsAsync(page));
        Assert.Equal("CON price=  –|CON change=  –|CON changePercent=  –", string.Join('|', rendered.Where(cell => cell.StartsWith("CON ", StringComparison.Ordinal)).Take(3)));
        Assert.Contains("SHIB/USDT change= 0.00000034 +0.00000034", rendered);
        Assert.Contains("CL=F price= -37.63 −37.63", rendered);
        Assert.Contains("CL=F changePercent= -305.97 −305.97%", rendered);
        Assert.Contains("7203.T price= 2500 2,500", rendered);
        Assert.Contains("HUGE price= 90071992.54 90,071,992.54", rendered);
        Assert.Contains("HUGE volume= 0.00000001 0.00000001", rendered);
        Assert.Contains("TRUE changePercent=  –", rendered);
        await Expect(page.Row("0700.HK").Locator(".currency")).ToHaveTextAsync("HKD");

        // What becomes unknown shows as unknown, and what becomes known as known.
        WorldMarket.Publish(
            application.Services, quotes[WorldMarket.Find("ES1!").Index] with { Bid = null, BidSize = null },
            quotes[WorldMarket.Find("BRK.B").Index] with { Instrument = WorldMarket.Find("CON"), Price = 9.50m });
        await page.WaitForPaintAsync($"{TickerApplication.Start}-2");
        await Expect(page.Cell("ES1!", "bid")).ToHaveTextAsync("–");
        await Expect(page.Cell("ES1!", "ask")).ToHaveTextAsync("5,900.50");
        await Expect(page.Cell("CON", "changePercent")).ToHaveTextAsync("−5.00%");

        foreach (var order in new[] { "desc", "asc" })
        {
            await page.GotoAsync(new Uri(application.Address, $"/app/?sort=changePercent&order={order}").AbsoluteUri);
            Assert.Equal(["BTC/USD", "TRUE"], (await page.SymbolsAsync())[^2..]);
            await page.WaitForConnectionAsync("live");
            Assert.Equal(["BTC/USD", "TRUE"], (await page.SymbolsAsync())[^2..]);
        }

        await page.SearchBox().FillAsync("btc");
        await page.Button("Watch BTC/USD").ClickAsync();
        await page.ReloadAsync();
        await Expect(page.Button("Watch BTC/USD")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Row("BTC/USD").GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForURLAsync("**/app/stocks/BTC%2FUSD");
        await Expect(page.Locator("#star")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task The_page_of_an_instrument_shows_and_exports_negative_prices_and_alerts_at_them()
    {
        var application = Serve(new TickerApplication(WorldMarket.AddTo));
        var page = await OpenLiveAsync(application.Address, "/stocks/CL%3DF");
        await Expect(page.Locator("#trades tbody td:nth-child(2)")).ToHaveTextAsync(["−37.63", "−40.32"]);
        await Expect(page.Locator("#readout")).ToContainTextAsync("C−37.63");

        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator(".alert-form .now")).ToHaveTextAsync("CL=F is at −37.63");
        await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Price" }).FillAsync("-40");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".alert-list li")).ToContainTextAsync("CL=F falls to −40.00");
        await page.Keyboard.PressAsync("Escape");
        WorldMarket.Publish(application.Services, WorldMarket.Opening.Quotes[WorldMarket.Find("CL=F").Index] with { Price = -40.32m, Ask = null });
        await Expect(page.Locator(".price-alert")).ToContainTextAsync("CL=F is at −40.32, at or below −40.00.");
        await Expect(page.Locator("[data-field='spread']")).ToHaveTextAsync("–");
        Assert.DoesNotContain("NaN", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("CL=F −40.32 −320.69%", await page.TitleAsync(), StringComparison.Ordinal);

        // The stream does not repeat the opening price, so the page asks for it at the first trade.
        await page.GotoAsync(new Uri(application.Address, "/stocks/CON").AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await Expect(page.Locator("[data-field='open']")).ToHaveTextAsync("–");
        var first = WorldMarket.Opening.Quotes[WorldMarket.Find("CON").Index] with { Price = 9.50m, Open = 9.50m, High = 9.50m, Low = 9.50m };
        WorldMarket.Publish(application.Services, first);
        await Expect(page.Locator("[data-field='price']")).ToHaveTextAsync("9.50");
        await Expect(page.Locator("[data-field='open']")).ToHaveTextAsync("9.50");

        await page.GotoAsync(new Uri(application.Address, "/stocks/CL%3DF").AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await Expect(page.Locator("[data-field='price']")).ToHaveTextAsync("−40.32");
        await page.WaitForFirstPaintAsync();
        await page.Keyboard.PressAsync("e");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Button("Quote as JSON").ClickAsync());
        using var exported = await JsonDocument.ParseAsync(await download.CreateReadStreamAsync(), cancellationToken: TestTimeout.Token);
        var quote = exported.RootElement[0];
        Assert.Equal((-40.32m, false), (quote.GetProperty("price").GetDecimal(), quote.TryGetProperty("ask", out _)));
    }

    /// <summary>The cells of all rows: symbol, field, plain number and text.</summary>
    private static async Task<string[]> CellsAsync(IPage page) => await page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('tr[data-symbol] [data-format]')].map(cell =>
          `${cell.closest('tr').dataset.symbol} ${cell.dataset.field}= ${cell.dataset.value ?? ''} ${cell.textContent}`)
        """);
}
