using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Using the board with the keyboard.</summary>
public sealed class KeyboardTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task Arrow_keys_move_between_rows_that_nothing_covers_and_Enter_opens_the_instrument()
    {
        var page = await OpenLiveAsync();
        var symbols = await page.SymbolsAsync();

        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, symbols[0]);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("j");
        await ExpectFocusedRowAsync(page, symbols[2]);
        await page.Keyboard.PressAsync("ArrowUp");
        await ExpectFocusedRowAsync(page, symbols[1]);
        await page.Keyboard.PressAsync("PageDown");
        await ExpectFocusedRowAsync(page, symbols[11]);
        await page.Keyboard.PressAsync("k");
        await ExpectFocusedRowAsync(page, symbols[10]);
        await page.Keyboard.PressAsync("End");
        await ExpectFocusedRowAsync(page, symbols[^1]);
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, symbols[^1]);
        // More rows than fit on the screen, so the table scrolls.
        for (var i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("ArrowUp");
            await AssertFocusedRowIsNotCoveredAsync(page);
        }
        await ExpectFocusedRowAsync(page, symbols[^31]);
        await page.Keyboard.PressAsync("Home");
        await ExpectFocusedRowAsync(page, symbols[0]);

        // From the search box, the down arrow moves to the results.
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("micros");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, "MSFT");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("body")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, "MSFT");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/stocks/MSFT$"));
    }

    [Fact]
    public async Task Arrow_keys_reach_rows_that_were_not_in_the_document()
    {
        var application = SharedApplications.With("Market:Instruments=2000");
        using var client = application.Connect();
        var symbols = await client.SymbolsAsync();
        var page = await OpenLiveAsync(application.Address);
        await Expect(page.Locator("#count")).ToHaveTextAsync("2,000 instruments");

        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("End");
        await ExpectFocusedRowAsync(page, symbols[^1]);
        await page.Keyboard.PressAsync("ArrowUp");
        await ExpectFocusedRowAsync(page, symbols[^2]);
        await page.Keyboard.PressAsync("Home");
        await ExpectFocusedRowAsync(page, symbols[0]);
        for (var i = 0; i < 8; i++)
            await page.Keyboard.PressAsync("PageDown");
        await ExpectFocusedRowAsync(page, symbols[80]);
    }

    [Fact]
    public async Task Single_character_shortcuts_work_until_turned_off()
    {
        var page = await OpenLiveAsync();

        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("w");
        await Expect(page.Button("Watch AAPL")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("w");
        await Expect(page.Button("Watch AAPL")).ToHaveAttributeAsync("aria-pressed", "false");
        await page.Keyboard.PressAsync("p");
        await page.WaitForConnectionAsync("paused");
        await page.Keyboard.PressAsync("p");
        await page.WaitForConnectionAsync("live");
        await page.Keyboard.PressAsync("m");
        await Expect(page).ToHaveURLAsync(new Regex("view=map"));
        await Expect(page.Locator("#map [data-tile='AAPL']")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("m");
        await Expect(page.Row("AAPL")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("?");
        var keys = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" });
        await Expect(keys).ToBeVisibleAsync();
        await Expect(keys).ToContainTextAsync("Search");
        await page.Keyboard.PressAsync("Escape");
        await Expect(keys).ToBeHiddenAsync();

        await page.Button("View").ClickAsync();
        await page.GetByLabel("Single-character shortcuts").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#view-menu")).ToBeHiddenAsync();
        foreach (var key in new[] { "p", "m", "/", "?" })
            await page.Keyboard.PressAsync(key);
        await Expect(keys).ToBeHiddenAsync();
        await Expect(page.SearchBox()).Not.ToBeFocusedAsync();
        await page.WaitForConnectionAsync("live");
        // Arrow keys are not single-character shortcuts.
        await page.Locator("main").FocusAsync();
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, "AAPL");
    }

    [Fact]
    public async Task Every_control_is_reachable_by_Tab_and_works_with_Enter_or_Space()
    {
        // With a moving tape, which can be stopped.
        var page = await OpenLiveAsync(await market.AddressAsync(), "/", options => options.ReducedMotion = ReducedMotion.NoPreference);
        foreach (var (name, key, proof) in new (string, string, Func<Task>)[]
        {
            ("Theme", "Enter", () => Expect(page.Root()).ToHaveAttributeAsync("data-theme", "light")),
            ("Stop the tape", "Space", () => Expect(page.Locator("#tape")).ToHaveClassAsync(new Regex("is-stopped"))),
            ("Energy", "Enter", () => Expect(page).ToHaveURLAsync(new Regex("sector=Energy"))),
            ("Watchlist", "Space", () => Expect(page.Button("Watchlist")).ToHaveAttributeAsync("aria-pressed", "true")),
            ("Watchlist", "Space", () => Expect(page.Button("Watchlist")).ToHaveAttributeAsync("aria-pressed", "false")),
            ("Heat map", "Enter", () => Expect(page.Locator("#map")).ToBeVisibleAsync()),
            ("Table", "Enter", () => Expect(page.Locator("#quotes")).ToBeVisibleAsync()),
            ("5 s", "Space", () => Expect(page.Button("5 s")).ToHaveAttributeAsync("aria-pressed", "true")),
            ("Pause", "Enter", () => page.WaitForConnectionAsync("paused")),
            ("View", "Enter", () => Expect(page.Locator("#view-menu")).ToBeVisibleAsync()),
        })
        {
            // The Table link is before the Heat map link.
            await TabToAsync(page, name, name == "Table" ? "Shift+Tab" : "Tab");
            await page.Keyboard.PressAsync(key);
            await proof();
        }
        await page.Keyboard.PressAsync("Escape");
        await TabToAsync(page, "Price");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Header("Price")).ToHaveAttributeAsync("aria-sort", "descending");
    }

    private async Task<IPage> OpenLiveAsync() => await OpenLiveAsync(await market.AddressAsync());

    private static async Task ExpectFocusedRowAsync(IPage page, string symbol)
    {
        await Expect(page.Row(symbol).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await Expect(page.Row(symbol)).ToBeInViewportAsync();
    }

    private static async Task AssertFocusedRowIsNotCoveredAsync(IPage page) => Assert.True(await page.EvaluateAsync<bool>(
        """
        () => {
          const box = document.activeElement.getBoundingClientRect();
          const found = document.elementFromPoint(box.x + 20, box.y + box.height / 2);
          return document.activeElement.contains(found) && box.top >= document.querySelector('thead').getBoundingClientRect().bottom - 1;
        }
        """));

    // From the focused element, or from the top of a new page.
    private static async Task TabToAsync(IPage page, string name, string tab = "Tab")
    {
        for (var i = 0; i < 120; i++)
        {
            var words = await page.EvaluateAsync<string>(
                "() => document.activeElement === document.body ? '' : (document.activeElement.ariaLabel ?? document.activeElement.innerText).trim()");
            if (words == name || words.StartsWith(name + "\n", StringComparison.Ordinal))
                return;
            await page.Keyboard.PressAsync(tab);
        }
        Assert.Fail($"Tab does not reach {name}.");
    }
}
