using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Accessibility of the pages, for example for screen readers, keyboards, and speech input.</summary>
public sealed class AccessibilityTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    private const string Table = "/";

    // The other view of the same page.
    private const string Map = "/?view=map";

    private const string Panel = "dialog[open], :popover-open";

    /// <summary>Every page and the panels to open on it, by key or button. Panels are opened on a board with one sector, which is smaller.</summary>
    public static TheoryData<string, string[]> Pages
    {
        get
        {
            var pages = new TheoryData<string, string[]>
            {
                { Table, [] },
                { "/?sort=changePercent&order=desc&sector=Energy", ["View", "Tools", "?", "i"] },
                { "/stocks/AAPL", ["?", "a", "e", "i"] },
                { "/status", [] },
                { "/api", [] },
                { "/signin", [] },
                { "/learn", [] },
            };
            // These consist of parts of the others.
            if (TestLength.IsLong)
            {
                pages.Add("/?q=nothing+is+called+this", []);
                pages.Add("/nowhere", []);
            }
            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_in_either_theme_at_either_width(string path, string[] panels)
    {
        Expected.Add("404 (Not Found)");
        // Colours in transition have the contrast of neither end.
        var page = await OpenAsync(await market.AddressAsync(), path, options => options.ReducedMotion = ReducedMotion.Reduce);
        if (await page.Root().GetAttributeAsync("data-connection") is not null)
            await page.WaitForConnectionAsync("live");
        var screens = ScreensOf(path);
        await AssertAccessibleAsync(page, path, "html", screens);
        if (path == Table)
        {
            await page.Keyboard.PressAsync("m");
            await Expect(page.Locator("#map [data-tile='AAPL']")).ToBeVisibleAsync();
            await AssertAccessibleAsync(page, Map, "html", ScreensOf(Map));
        }

        foreach (var panel in panels)
        {
            if (panel.Length == 1)
                await page.Keyboard.PressAsync(panel);
            else
                await page.Button(panel).ClickAsync();
            await Expect(page.Locator(Panel)).ToBeVisibleAsync();
            // The page around it has been checked.
            await AssertAccessibleAsync(page, $"{path} {panel}", TestLength.Choose(Panel, "html"), screens);
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Locator(Panel)).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task The_market_is_announced_on_request_even_if_other_announcements_are_off()
    {
        var page = await OpenLiveAsync(await market.AddressAsync());
        await Expect(page.Locator("#average-move")).Not.ToHaveTextAsync("");
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Off", new() { Exact = true }).CheckAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.SearchBox().FillAsync("apple");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("s");

        var status = page.GetByRole(AriaRole.Status);
        await Expect(status).ToHaveTextAsync(new Regex(
            @"^The market is (up|down) [\d.]+%\. \d+ up, \d+ down\. [A-Z.]+ leads with \+[\d.]+%, [A-Z.]+ trails with −[\d.]+%\.$"));
        await page.SearchBox().FillAsync("goog");
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await Expect(status).ToHaveTextAsync(new Regex("^The market"));
    }

    [Fact]
    public async Task The_market_is_announced_automatically_at_most_every_30_seconds_if_enabled()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.AddInitScriptAsync("localStorage.setItem('stockticker.announce', '\"summary\"')");
        await page.GotoAsync((await market.AddressAsync()).AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        var status = page.GetByRole(AriaRole.Status);

        await page.StopClockAsync();

        // Server events do not follow this fast clock, which causes other announcements.
        for (var i = 0; i < 2; i++)
        {
            // The seconds before the clock was stopped are unknown.
            await page.EvaluateAsync("() => (document.getElementById('status').textContent = '')");
            for (var seconds = 0; !(await status.TextContentAsync())!.StartsWith("The market", StringComparison.Ordinal); seconds++)
            {
                Assert.InRange(seconds, 0, 35);
                await page.Clock.RunForAsync(1000);
            }
            await page.EvaluateAsync("() => (document.getElementById('status').textContent = '')");
            await page.Clock.RunForAsync(28_000);
            Assert.DoesNotContain("The market", await status.TextContentAsync());
        }
    }

    [Fact]
    public async Task Selections_and_shapes_remain_distinguishable_in_forced_colours()
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), "/", options => options.ForcedColors = ForcedColors.Active);

        // The highlight differs from the button background.
        Assert.NotEqual(await GroundAsync(page.Button("Live")), await GroundAsync(page.Button("5 s")));
        Assert.NotEqual("none", await page.Locator("#rows .trend svg").First.EvaluateAsync<string>("svg => getComputedStyle(svg).stroke"));
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, "board-forced-colors.png") });
    }

    [Fact]
    public async Task Prices_and_times_follow_the_locale_with_English_words()
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), "/", options => (options.Locale, options.TimezoneId) = ("de-DE", "Europe/Berlin"));

        await Expect(page.Cell("AAPL", "price")).ToHaveTextAsync(new Regex(@"^\d+,\d\d$"));
        await Expect(page.Cell("AAPL", "price")).ToHaveAttributeAsync("data-value", new Regex(@"^\d+\.\d\d$"));
        await Expect(page.Locator("#updated")).ToHaveTextAsync(new Regex(@"^15:30:\d\d CET$"));
        await Expect(page.Locator("#total-volume")).ToHaveTextAsync(new Regex(@"^\d+,\d\d[KMB]$"));
        Assert.Equal("< 1s, 3 minutes, 1.234 ms", await page.EvaluateAsync<string>(
            """
            async () => {
              const { formatAge, formatDuration, formatMilliseconds } = await import('/js/shared/format.js');
              return [formatAge(5), formatDuration(200_000), formatMilliseconds(1234)].join(', ');
            }
            """));
    }

    [Fact]
    public async Task The_printed_board_has_every_row_and_no_controls_from_the_table_or_the_map()
    {
        // An A4 sheet without its margins.
        var page = await OpenLiveAsync(await market.AddressAsync(), "/", options => options.ViewportSize = new ViewportSize { Width = 718, Height = 1050 });
        foreach (var (view, picture) in new[] { ("table", "paper.png"), ("map", "paper-from-map.png") })
        {
            if (view == "map")
                await page.Keyboard.PressAsync("m");
            await Expect(page.Locator("#board")).ToHaveAttributeAsync("data-view", view);
            await page.EmulateMediaAsync(new() { Media = Media.Print });

            foreach (var control in new[] { page.SearchBox(), page.Button("Live"), page.Button("View"), page.Locator("#tape"), page.Button("Watch AAPL"), page.Button("Tools"), page.Locator("#account") })
                await Expect(control).ToBeHiddenAsync();
            await Expect(page.Locator("thead")).ToHaveCSSAsync("position", "static");
            await Expect(page.Rows().Last).ToHaveCSSAsync("content-visibility", "visible");
            await Expect(page.Rows()).ToHaveCountAsync(FrozenMarket.Count);
            await AssertNothingIsClippedAsync(page);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, picture) });
            await page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }

    private static async Task AssertNothingIsClippedAsync(IPage page)
    {
        Assert.Equal(718, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.True((await page.Locator(".brand").BoundingBoxAsync())!.Y >= 0);
        foreach (var field in new[] { "price", "change", "changePercent", "volume" })
        {
            // Each header is above its column.
            var head = await page.Locator($"#quotes th.{field}").BoundingBoxAsync();
            var cell = await page.Cell("AAPL", field).BoundingBoxAsync();
            Assert.Equal(head!.X, cell!.X, 0.5);
            Assert.Equal(head.Width, cell.Width, 0.5);
        }
    }

    // The short form checks each page on one screen, and all screens on some page.
    private static IReadOnlyList<(int Width, ColorScheme Scheme)> ScreensOf(string path) =>
        TestLength.Choose([EveryWidthAndTheme[path.Length % EveryWidthAndTheme.Count]], EveryWidthAndTheme);

    private static async Task AssertAccessibleAsync(IPage page, string name, string part, IEnumerable<(int, ColorScheme)> screens)
    {
        foreach (var screen in screens)
        {
            await ShowOnAsync(page, screen);
            var found = await Axe.FindAsync(page, part);
            Assert.True(found.Length == 0, $"{name} {screen}:\n{string.Join('\n', found)}");
        }
    }

    private static async Task<string> GroundAsync(ILocator element) =>
        await element.EvaluateAsync<string>("element => getComputedStyle(element).backgroundColor");
}
