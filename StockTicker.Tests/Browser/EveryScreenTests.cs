using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>All that the board can do, on every screen that people have.</summary>
public sealed class EveryScreenTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(1440, ColorScheme.Light, ReducedMotion.NoPreference)]
    [InlineData(1440, ColorScheme.Dark, ReducedMotion.Reduce)]
    [InlineData(390, ColorScheme.Light, ReducedMotion.Reduce)]
    [InlineData(390, ColorScheme.Dark, ReducedMotion.NoPreference)]
    public async Task A_day_with_the_board_goes_the_same_on_every_screen(int width, ColorScheme scheme, ReducedMotion motion)
    {
        var application = Serve(new TickerApplication());
        using var client = application.Connect();
        await client.StepAsync(200);
        var page = await OpenLiveAsync(application.Address, "/", options =>
        {
            options.ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : 900 };
            (options.ColorScheme, options.ReducedMotion) = (scheme, motion);
        });
        Assert.Equal(scheme == ColorScheme.Dark, await page.IsDarkAsync());
        await page.HasPaintedAsync(await client.StepAsync());
        Assert.Equal(100, await page.ShowsTheQuotesAsync(client));

        await FindAsync(page);
        await SortAndHoldAsync(page, client);
        await WatchAsync(page);
        await ChooseAViewAsync(page);
        await PaceAsync(page, client);
        await UseThePanelsAsync(page);
        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await OpenAnInstrumentAsync(page, client);
        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    private static async Task FindAsync(IPage page)
    {
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("apple");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Rows()).ToHaveCountAsync(100);

        var sectors = page.GetByRole(AriaRole.Navigation, new() { Name = "Sectors" });
        await sectors.GetByRole(AriaRole.Link, new() { NameString = "Energy" }).ClickAsync();
        await Expect(page.Row("XOM")).ToBeVisibleAsync();
        await Expect(page.Row("AAPL")).ToHaveCountAsync(0);
        await sectors.GetByRole(AriaRole.Link, new() { NameString = "All sectors" }).ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(100);
    }

    private static async Task SortAndHoldAsync(IPage page, HttpClient client)
    {
        await page.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Header("Price")).ToHaveAttributeAsync("aria-sort", "descending");
        await Eventually.TrueAsync(async () => await page.ValuesAsync("price") is var prices && prices.SequenceEqual(prices.OrderDescending()));

        // While a row has the focus, none moves.
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("j");
        var held = await page.SymbolsAsync();
        await page.HasPaintedAsync(await client.StepAsync(200));
        await Expect(page.Locator("#lock")).ToHaveTextAsync(new Regex(@"would move$"));
        Assert.Equal(held, await page.SymbolsAsync());
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#lock")).ToBeHiddenAsync();
    }

    private static async Task WatchAsync(IPage page)
    {
        await page.Button("Watch MSFT").ClickAsync();
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(100);
        await Expect(page).ToHaveTitleAsync(new Regex("^MSFT "));
    }

    private static async Task ChooseAViewAsync(IPage page)
    {
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Compact", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Trend", new() { Exact = true }).UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Root()).ToHaveAttributeAsync("data-density", "compact");
        await Expect(page.Row("AAPL").Locator(".trend")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator("#map [data-tile='AAPL']")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("m");
        await Expect(page.Row("AAPL")).ToBeVisibleAsync();
    }

    private static async Task PaceAsync(IPage page, HttpClient client)
    {
        await page.Button("1 s").ClickAsync();
        await Expect(page.Button("1 s")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Button("Live").ClickAsync();
        await page.IsConnectedAsync("live");
        await page.Button("Pause").ClickAsync();
        await page.IsConnectedAsync("paused");
        var missed = await client.StepAsync(3);
        await page.Button("Resume").ClickAsync();
        await page.HasPaintedAsync(missed);
        Assert.Equal(100, await page.ShowsTheQuotesAsync(client));
    }

    private static async Task UseThePanelsAsync(IPage page)
    {
        await page.Row("AAPL").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator(".now")).ToContainTextAsync("AAPL is at");
        await page.Button("+1%").ClickAsync();
        await page.Button("Set alert").ClickAsync();
        await Expect(page.Locator(".alert-list li")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");

        foreach (var (key, heading) in new[] { ("e", "Share and export"), ("i", "Stream"), ("?", "Keyboard") })
        {
            await page.Keyboard.PressAsync(key);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeInViewportAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        }
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(new Regex("^The market"));
    }

    private static async Task OpenAnInstrumentAsync(IPage page, HttpClient client)
    {
        await page.Row("AAPL").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("AAPL");
        await page.IsConnectedAsync("live");
        await Expect(page.Locator("#chart")).ToHaveClassAsync(new Regex("is-live"));
        await page.HasPaintedAsync(await client.StepAsync(5));
        await Expect(page.Locator("#readout")).ToContainTextAsync("Vol");
        await Expect(page.Locator("#trades tbody tr")).ToHaveCountAsync(30);

        await page.Keyboard.PressAsync("j");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("GOOGL");
        await page.IsConnectedAsync("live");
    }
}
