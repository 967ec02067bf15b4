using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Using the board with the keyboard.</summary>
public sealed class KeyboardTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task Arrow_keys_move_between_rows_and_Enter_opens_the_instrument()
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
        await ExpectFocusedRowAsync(page, symbols[99]);
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, symbols[99]);
        await page.Keyboard.PressAsync("Home");
        await ExpectFocusedRowAsync(page, symbols[0]);

        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/stocks/{symbols[0]}$"));
    }

    [Fact]
    public async Task Sticky_elements_never_cover_the_focused_row()
    {
        var page = await OpenLiveAsync();
        for (var i = 0; i < 60; i++)
            await page.Keyboard.PressAsync("ArrowDown");
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("ArrowUp");
            Assert.True(await page.EvaluateAsync<bool>(
                """
                () => {
                  const box = document.activeElement.getBoundingClientRect();
                  const found = document.elementFromPoint(box.x + 20, box.y + box.height / 2);
                  return document.activeElement.contains(found) && box.top >= document.querySelector('thead').getBoundingClientRect().bottom - 1;
                }
                """));
        }
    }

    [Fact]
    public async Task Arrow_keys_reach_rows_that_were_not_in_the_document()
    {
        var application = Serve(new TickerApplication("Market:Instruments=2000"));
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
    public async Task The_down_arrow_moves_from_the_search_box_to_the_results()
    {
        var page = await OpenLiveAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("micros");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusedRowAsync(page, "MSFT");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("body")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Letter_keys_star_a_row_pause_prices_and_show_the_heat_map()
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
    }

    [Fact]
    public async Task A_question_mark_shows_the_shortcuts_and_Escape_hides_them()
    {
        var page = await OpenLiveAsync();

        await page.Keyboard.PressAsync("?");
        var keys = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" });
        await Expect(keys).ToBeVisibleAsync();
        await Expect(keys).ToContainTextAsync("Search");
        await page.Keyboard.PressAsync("Escape");
        await Expect(keys).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Single_character_shortcuts_can_be_turned_off()
    {
        var page = await OpenLiveAsync();
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Single-character shortcuts").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#view-menu")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("p");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.PressAsync("?");

        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToBeHiddenAsync();
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
            ("Price", "Enter", () => Expect(page.Header("Price")).ToHaveAttributeAsync("aria-sort", "descending")),
        })
        {
            await TabToAsync(page, name);
            await page.Keyboard.PressAsync(key);
            await proof();
        }
    }

    private async Task<IPage> OpenLiveAsync() => await OpenLiveAsync(await market.AddressAsync());

    private static async Task ExpectFocusedRowAsync(IPage page, string symbol)
    {
        await Expect(page.Row(symbol).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await Expect(page.Row(symbol)).ToBeInViewportAsync();
    }

    // From the top of the page, like a new visitor.
    private static async Task TabToAsync(IPage page, string name)
    {
        await page.EvaluateAsync(
            """
            () => {
              document.querySelector('[popover]:popover-open')?.hidePopover();
              document.activeElement.blur();
              getSelection().setPosition(document.body, 0);
            }
            """);
        for (var i = 0; i < 120; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var words = await page.EvaluateAsync<string>(
                "() => (document.activeElement.ariaLabel ?? document.activeElement.innerText).trim()");
            if (words == name || words.StartsWith(name + "\n", StringComparison.Ordinal))
                return;
        }
        Assert.Fail($"Tab does not reach {name}.");
    }
}
