using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Clicks and keys before the parts of the board have loaded that come after the first prices.</summary>
public sealed class EarlyInputTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    [Fact]
    public async Task What_is_clicked_or_pressed_before_its_script_has_loaded_happens_afterwards_even_if_loading_fails_at_first()
    {
        Expected.Add("net::ERR_FAILED");
        var page = await NewPageAsync();
        var given = new TaskCompletionSource();
        var attempts = 0;
        await page.RouteAsync(new Regex("/(board-parts|live-tools)\\.js$"), async route =>
        {
            await given.Task;
            if (Interlocked.Increment(ref attempts) <= 2)
                await route.AbortAsync();
            else
                await route.ContinueAsync();
        });
        await page.GotoAsync((await market.AddressAsync()).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Root()).ToHaveAttributeAsync("data-connection", "live");
        await page.WaitForFirstPaintAsync();

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Button("Theme").ClickAsync();
        await page.SearchBox().FillAsync("apple");
        await page.Button("Pause").ClickAsync();
        await Expect(page.Root()).Not.ToHaveAttributeAsync("data-theme", new Regex(".*"));
        await Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
        given.SetResult();

        await Expect(page.Root()).ToHaveAttributeAsync("data-theme", "light");
        await Expect(page.Root()).ToHaveAttributeAsync("data-connection", "paused");
        await Expect(page.Row("AAPL").GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        Assert.True(attempts > 2);
    }
}
