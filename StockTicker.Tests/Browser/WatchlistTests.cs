using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Named watchlists and positions on the board and on the page of an instrument.</summary>
public sealed class WatchlistTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Theory]
    [InlineData(1440)]
    [LongInlineData(390)]
    public async Task Lists_are_created_ordered_by_keyboard_and_drag_renamed_and_deleted(int width)
    {
        var page = await OpenLiveAsync(market.Address, "/", options => options.ViewportSize = new ViewportSize { Width = width, Height = 900 });
        await page.Keyboard.PressAsync("l");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Watchlists" });
        await dialog.GetByLabel("Name").FillAsync("Tech");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByLabel("Tech")).ToBeCheckedAsync();
        foreach (var symbol in new[] { "AAPL", "msft", "GOOGL" })
        {
            await dialog.GetByLabel("Symbol").FillAsync(symbol);
            await page.Keyboard.PressAsync("Enter");
            await Expect(dialog.Locator(".symbol-item b").Last).ToHaveTextAsync(symbol.ToUpperInvariant());
        }
        Assert.Empty(await Axe.FindAsync(page, "dialog[open]"));

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Move GOOGL up" }).PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Move GOOGL up" })).ToBeFocusedAsync();
        await Expect(dialog.Locator(".symbol-item b")).ToHaveTextAsync(["AAPL", "GOOGL", "MSFT"]);
        await dialog.Locator(".symbol-item").Last.DragToAsync(dialog.Locator(".symbol-item").First);
        await Expect(dialog.Locator(".symbol-item b")).ToHaveTextAsync(["MSFT", "AAPL", "GOOGL"]);
        await dialog.GetByLabel("Name").FillAsync("watchlist");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(dialog.Locator(".problem")).ToHaveTextAsync("There is already a list named watchlist.");
        await dialog.GetByLabel("Name").FillAsync("Technology");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await page.Keyboard.PressAsync("Escape");

        // The board shows the chosen list in its order, and its stars, also after a reload.
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Button("Technology: choose a watchlist")).ToBeVisibleAsync();
        await Expect(page.Locator("tr[data-symbol] .symbol")).ToHaveTextAsync(["MSFT", "AAPL", "GOOGL"]);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await Expect(page.Locator("tr[data-symbol] .symbol")).ToHaveTextAsync(["MSFT", "AAPL", "GOOGL"]);
        var settings = await page.EvaluateAsync<string>("async () => (await import('/js/panels/settings-file.js')).exportSettings()");
        Assert.Contains("Technology", settings, StringComparison.Ordinal);

        // The default list is untouched, and cannot be deleted.
        await page.Keyboard.PressAsync("l");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Radio)).ToHaveCountAsync(1);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Rows()).ToHaveCountAsync(0);
        await Expect(page.Button("Choose a watchlist")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_position_has_profit_and_loss_on_the_instruments_page_and_on_the_board()
    {
        var page = await OpenLiveAsync(market.Address, "/stocks/MSFT");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Your position" })).ToBeHiddenAsync();
        await page.Button("Position").ClickAsync();
        await page.GetByLabel("Quantity").FillAsync("-2.5");
        await page.GetByLabel("Average cost").FillAsync("400");
        Assert.Empty(await Axe.FindAsync(page, "dialog[open]"));
        await page.Button("Save position").ClickAsync();

        await page.WaitForPaintAsync(await market.Client.StepAsync(10));
        var quote = await market.Client.GetJsonAsync("/quotes/MSFT");
        var (price, change) = (quote.GetProperty("price").GetDecimal(), quote.GetProperty("change").GetDecimal());
        await ExpectValueAsync(page, "positionTotal", -2.5m * (price - 400));
        await ExpectValueAsync(page, "positionToday", -2.5m * change);
        await ExpectValueAsync(page, "positionValue", -2.5m * price);

        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        var summary = page.Locator("#positions summary");
        await Expect(summary).ToContainTextAsync(Words(-2.5m * (price - 400)));
        await summary.ClickAsync();
        Assert.Empty(await Axe.FindAsync(page, "#positions"));
        await page.Button("Edit the position in MSFT").ClickAsync();
        await page.Button("Remove position").ClickAsync();
        await Expect(summary).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Gainers_and_losers_are_filtered_with_and_without_scripts()
    {
        await market.Client.StepAsync(40);
        var page = await OpenLiveAsync(market.Address, "/");
        await page.GetByLabel("Moves").SelectOptionAsync("Losers");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("move=down"));
        await Eventually.TrueAsync(async () => await page.ValuesAsync("change") is { Length: > 0 } changes && changes.All(change => change < 0));

        var plain = await OpenAsync(market.Address, "/?move=up", options => options.JavaScriptEnabled = false);
        var gains = await plain.Locator("tr[data-symbol] [data-field='change']").EvaluateAllAsync<decimal[]>("cells => cells.map(cell => Number(cell.dataset.value))");
        Assert.NotEmpty(gains);
        Assert.All(gains, change => Assert.True(change > 0));
    }

    // JavaScript computes with binary numbers.
    private static async Task ExpectValueAsync(IPage page, string field, decimal expected) => await Eventually.TrueAsync(async () =>
        decimal.TryParse(await page.Locator($"[data-field='{field}']").GetAttributeAsync("data-value"), System.Globalization.CultureInfo.InvariantCulture, out var shown)
        && Math.Abs(shown - expected) <= 0.01m);

    private static string Words(decimal value) =>
        Math.Round(value, 2, MidpointRounding.AwayFromZero).ToString("+#,0.00;−#,0.00;0.00", System.Globalization.CultureInfo.InvariantCulture);
}
