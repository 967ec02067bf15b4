using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Everything the board can do on desktops and phones, in light and dark themes, with and without reduced motion.</summary>
public sealed class ScreenMatrixTests(Chromium chromium, DefaultMarket market) : BrowserTest(chromium), IClassFixture<DefaultMarket>
{
    /// <summary>Width in pixels, theme, and whether motion is reduced: one combination for each test; every combination in the long form.</summary>
    public static TheoryData<int, ColorScheme, ReducedMotion> Screens(int width, ColorScheme scheme, ReducedMotion motion) =>
        TestLength.IsLong
            ? new MatrixTheoryData<int, ColorScheme, ReducedMotion>(
                [1440, 390], [ColorScheme.Light, ColorScheme.Dark], [ReducedMotion.NoPreference, ReducedMotion.Reduce])
            : new TheoryData<int, ColorScheme, ReducedMotion> { { width, scheme, motion } };

    [Theory]
    [MemberData(nameof(Screens), 390, ColorScheme.Dark, ReducedMotion.Reduce)]
    public async Task The_table_can_be_searched_sorted_and_held_and_has_a_watchlist(int width, ColorScheme scheme, ReducedMotion motion)
    {
        var (page, client) = await OpenBoardAsync(width, scheme, motion);
        Assert.Equal(scheme == ColorScheme.Dark, await page.IsDarkAsync());
        Assert.Equal(100, await page.AssertQuotesAsync(client));

        await SearchAsync(page);
        await SortAndHoldAsync(page, client);
        await UseWatchlistAsync(page);
        await ChangeViewAsync(page);
        await AssertNoHorizontalScrollAsync(page, width);
    }

    [Theory]
    [MemberData(nameof(Screens), 1440, ColorScheme.Light, ReducedMotion.NoPreference)]
    public async Task Prices_flash_show_their_age_and_follow_the_chosen_rate(int width, ColorScheme scheme, ReducedMotion motion)
    {
        var (page, client) = await OpenBoardAsync(width, scheme, motion, withClock: true);

        await UseTapeAsync(page, motion);
        await ChangeRateAsync(page, client);
        await FlashAsync(page, client);
        await ReturnAfterAbsenceAsync(page, client);
        await AssertNoHorizontalScrollAsync(page, width);
    }

    [Theory]
    [MemberData(nameof(Screens), 390, ColorScheme.Light, ReducedMotion.NoPreference)]
    public async Task Panels_for_alerts_sharing_inspection_and_shortcuts_work(int width, ColorScheme scheme, ReducedMotion motion)
    {
        var (page, _) = await OpenBoardAsync(width, scheme, motion);

        await SetAlertAsync(page);
        await ExportAndAnnounceAsync(page);
        await InspectAsync(page);
        await AssertNoHorizontalScrollAsync(page, width);
        await PrintAsync(page);
    }

    [Theory]
    [MemberData(nameof(Screens), 1440, ColorScheme.Dark, ReducedMotion.Reduce)]
    public async Task An_instrument_page_follows_the_market(int width, ColorScheme scheme, ReducedMotion motion)
    {
        var (page, client) = await OpenBoardAsync(width, scheme, motion);
        await page.Row("AAPL").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("AAPL");
        await page.WaitForConnectionAsync("live");
        Assert.Equal(scheme == ColorScheme.Dark, await page.IsDarkAsync());
        await Expect(page.Locator("#chart")).ToHaveClassAsync(new Regex("is-live"));

        await page.WaitForPaintAsync(await client.StepAsync(5));
        await Expect(page.Locator("[data-field='price']").First).ToHaveAttributeAsync("data-value", await PriceAsync(client, "AAPL"));
        await Expect(page.Locator("#readout")).ToContainTextAsync("Vol");
        await Expect(page.Locator("#trades tbody tr")).ToHaveCountAsync(30);
        await page.GetByRole(AriaRole.Radio, new() { Name = "1 h", Exact = true }).CheckAsync(new() { Force = true });
        await Expect(page).ToHaveURLAsync(new Regex("range=1h"));
        await AssertNoHorizontalScrollAsync(page, width);

        await page.Keyboard.PressAsync("j");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("GOOGL");
        await page.WaitForConnectionAsync("live");
    }

    private async Task<(IPage Page, HttpClient Client)> OpenBoardAsync(int width, ColorScheme scheme, ReducedMotion motion, bool withClock = false)
    {
        await market.Client.StepAsync(200);
        var page = await NewPageAsync(options =>
        {
            options.ViewportSize = new ViewportSize { Width = width, Height = width == 390 ? 844 : 900 };
            (options.ColorScheme, options.ReducedMotion) = (scheme, motion);
        });
        if (withClock)
            await page.Clock.InstallAsync();
        await page.GotoAsync(market.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await market.Client.StepAsync());
        return (page, market.Client);
    }

    private static async Task AssertNoHorizontalScrollAsync(IPage page, int width) =>
        Assert.Equal(width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));

    private static async Task<string> PriceAsync(HttpClient client, string symbol) =>
        (await client.GetJsonAsync($"/quotes/{symbol}")).GetProperty("price").GetRawText();

    private static async Task SearchAsync(IPage page)
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

        // While a row has the focus, no row moves.
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("j");
        var held = await page.SymbolsAsync();
        await page.WaitForPaintAsync(await client.StepAsync(200));
        await Expect(page.Locator("#lock")).ToHaveTextAsync(new Regex(@"would move$"));
        Assert.Equal(held, await page.SymbolsAsync());
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#lock")).ToBeHiddenAsync();
    }

    private static async Task UseWatchlistAsync(IPage page)
    {
        await page.Button("Watch MSFT").ClickAsync();
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.Button("Watchlist").ClickAsync();
        await Expect(page.Rows()).ToHaveCountAsync(100);
        await Expect(page).ToHaveTitleAsync(new Regex("^MSFT "));
    }

    private static async Task ChangeViewAsync(IPage page)
    {
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Comfortable", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Trend", new() { Exact = true }).UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Root()).ToHaveAttributeAsync("data-density", "comfortable");
        await Expect(page.Row("AAPL").Locator(".trend")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator("#map [data-tile='AAPL']")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("m");
        await Expect(page.Row("AAPL")).ToBeVisibleAsync();
    }

    private static async Task ChangeRateAsync(IPage page, HttpClient client)
    {
        await page.Button("1 s").ClickAsync();
        await Expect(page.Button("1 s")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Button("Live").ClickAsync();
        await page.WaitForConnectionAsync("live");
        await page.Button("Pause").ClickAsync();
        await page.WaitForConnectionAsync("paused");
        var missed = await client.StepAsync(3);
        await page.Button("Resume").ClickAsync();
        await page.WaitForPaintAsync(missed);
        Assert.Equal(100, await page.AssertQuotesAsync(client));
    }

    // With reduced motion it does not move, but can be scrolled.
    private static async Task UseTapeAsync(IPage page, ReducedMotion motion)
    {
        Assert.Equal(motion == ReducedMotion.NoPreference, await MovesAsync());
        await page.Locator(".tape-window").HoverAsync();
        Assert.False(await MovesAsync());
        await page.Mouse.MoveAsync(200, 800);
        Assert.Equal(motion == ReducedMotion.NoPreference, await MovesAsync());

        async Task<bool> MovesAsync()
        {
            const string Shift = "() => getComputedStyle(document.querySelector('.tape-window')).getPropertyValue('--tape-shift')";
            var before = await page.EvaluateAsync<string>(Shift);
            await page.Clock.FastForwardAsync(6000);
            return before != await page.EvaluateAsync<string>(Shift);
        }
    }

    // With sign and arrow in addition to colour, for half a second of page time.
    private static async Task FlashAsync(IPage page, HttpClient client)
    {
        await page.StopClockAsync();
        Assert.Empty(await page.MarkedAsync("up", "down"));
        var before = await client.PricesAsync();
        var id = await client.StepAsync();
        var changed = (await client.PricesAsync()).Where(now => now.Value != before[now.Key]).Select(now => now.Key).Order().ToArray();
        while ((await page.ReadAsync()).Id != id)
            await page.Clock.RunForAsync(16);

        Assert.NotEmpty(changed);
        Assert.Equal(changed, await page.MarkedAsync("up", "down"));
        await Expect(page.Cell(changed[0], "changePercent")).ToHaveTextAsync(new Regex("[+−]|^0"));
        await page.Clock.RunForAsync(550);
        Assert.Empty(await page.MarkedAsync("up", "down"));
        await page.Clock.ResumeAsync();
    }

    private static async Task ReturnAfterAbsenceAsync(IPage page, HttpClient client)
    {
        await Expect(page.Locator("#updated")).ToHaveTextAsync(new Regex(@"^\d\d:\d\d:\d\d (AM|PM) UTC$"));
        await Expect(page).ToHaveTitleAsync(new Regex(@"^Market [+−]?\d\.\d\d% · StockTicker$"));
        var away = page.GetByRole(AriaRole.Complementary, new() { Name = "While you were away" });

        await page.SetVisibilityAsync("hidden");
        await page.Clock.FastForwardAsync(180_000);
        var id = await client.StepAsync(400);
        await page.SetVisibilityAsync("visible");
        await page.WaitForPaintAsync(id);
        await Expect(away).ToContainTextAsync(new Regex(@"\d+ rose and \d+ fell in 3 minutes\."));
        await away.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(away).ToBeHiddenAsync();
    }

    private static async Task SetAlertAsync(IPage page)
    {
        await page.Row("AAPL").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator(".now")).ToContainTextAsync("AAPL is at");
        await page.Button("+1%").ClickAsync();
        await page.Button("Set alert").ClickAsync();
        await Expect(page.Locator(".alert-list li")).ToHaveCountAsync(1);
        await CloseAsync(page);
    }

    private static async Task ExportAndAnnounceAsync(IPage page)
    {
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Share and export", Exact = true })).ToBeInViewportAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Button("Quotes as CSV").ClickAsync());
        using var reader = new StreamReader(await download.CreateReadStreamAsync());
        var lines = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(101, lines.Length);
        await CloseAsync(page);

        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Keyboard shortcuts", Exact = true })).ToBeInViewportAsync();
        await CloseAsync(page);
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(new Regex("^The market"));
    }

    private static async Task InspectAsync(IPage page)
    {
        var events = string.Concat(Enumerable.Range(0, 5).Select(i => $"event: clock\ndata: {{\"time\":{TickerApplication.Start + 1000 * i}}}\n\n"));
        await page.RouteAsync("**/stream/clock", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = events }));
        await page.Keyboard.PressAsync("i");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Stream", Exact = true })).ToBeInViewportAsync();
        await page.Button("Test for buffering").ClickAsync();
        await Expect(page.Locator(".verdict")).ToContainTextAsync("The stream is buffered.");
        await Expect(page.Locator(".advice")).ToContainTextAsync("proxy_buffering off");
        await CloseAsync(page);
    }

    private static async Task PrintAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var control in new[] { page.SearchBox(), page.Button("Live"), page.Locator("#tape"), page.Button("Watch AAPL") })
            await Expect(control).ToBeHiddenAsync();
        await Expect(page.Rows()).ToHaveCountAsync(100);
        Assert.False(await page.IsDarkAsync());
    }

    private static async Task CloseAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
    }
}
