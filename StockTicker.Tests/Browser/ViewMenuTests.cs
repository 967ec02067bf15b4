using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The view menu: columns, density, colours, and flash.</summary>
public sealed class ViewMenuTests(Chromium chromium, FrozenMarket market) : BrowserTest(chromium)
{
    // A board with few rows, which loads faster.
    private const string Sector = "/?sector=Energy";

    [Fact]
    public async Task A_hidden_column_stays_hidden_and_keeps_its_values_in_the_document()
    {
        var page = await OpenMenuAsync();

        await page.GetByLabel("VWAP", new() { Exact = true }).UncheckAsync();
        await page.GetByLabel("Trend", new() { Exact = true }).UncheckAsync();

        await Expect(page.Header("VWAP")).ToHaveCountAsync(0);
        await Expect(page.Cell("AAPL", "vwap")).ToBeHiddenAsync();
        await Expect(page.Row("AAPL").Locator(".trend")).ToBeHiddenAsync();
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Cell("AAPL", "vwap")).ToBeHiddenAsync();
        await page.WaitForConnectionAsync("live");
        using var client = await market.ConnectAsync();
        Assert.Equal(100, await page.AssertQuotesAsync(client));

        await page.Button("View").ClickAsync();
        await page.GetByLabel("VWAP", new() { Exact = true }).CheckAsync();
        await Expect(page.Cell("AAPL", "vwap")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(390)]
    [LongInlineData(1440)]
    public async Task Hidden_panels_above_the_rows_and_compact_rows_survive_a_reload(int width)
    {
        var page = await OpenMenuAsync(Sector, options => options.ViewportSize = new ViewportSize { Width = width, Height = 844 });
        var (top, comfortable) = (await TopAsync(page), await HeightAsync(page));

        foreach (var (box, part) in new[] { ("Ticker tape", "#tape"), ("Summary", "#summary"), ("Sectors", "#sectors") })
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Name = box, Exact = true }).UncheckAsync();
            await Expect(page.Locator(part)).ToBeHiddenAsync();
        }
        var higher = await TopAsync(page);
        Assert.True(higher < top - 100, $"The rows begin at {higher} and not much above {top}.");
        await page.GetByLabel("Compact", new() { Exact = true }).CheckAsync();
        var compact = await HeightAsync(page);
        Assert.True(compact < comfortable, $"{compact} is not lower than {comfortable}.");
        Assert.Equal(higher, await TopAsync(page));

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.Equal(higher, await TopAsync(page));
        Assert.Equal(compact, await HeightAsync(page));
        await page.WaitForConnectionAsync("live");
        await page.Button("View").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Summary", Exact = true }).CheckAsync();
        await Expect(page.Locator("#summary")).ToBeVisibleAsync();
        await Expect(page.Locator("#tape")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task On_a_desktop_the_whole_menu_is_visible_and_on_a_phone_it_marks_columns_that_do_not_fit()
    {
        var page = await OpenMenuAsync(Sector);

        Assert.Equal(0, await page.Locator("#view-menu").EvaluateAsync<int>("menu => menu.scrollHeight - menu.clientHeight"));
        await Expect(page.Button("Announce the market summary")).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#view-menu")).ToBeHiddenAsync();

        await ShowOnAsync(page, (390, ColorScheme.Light));
        await page.Button("View").ClickAsync();
        await Expect(page.GetByLabel("Volume", new() { Exact = true })).ToBeDisabledAsync();
        await Expect(page.GetByLabel("Price", new() { Exact = true })).ToBeEnabledAsync();
        await Expect(page.GetByText("Greyed-out columns need a wider window.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Compact_rows_of_a_long_table_fill_the_window()
    {
        var application = Serve(new TickerApplication("Market:Instruments=1000"));
        var page = await OpenLiveAsync(application.Address);
        await Expect(page.Locator("#count")).ToHaveTextAsync("1,000 instruments");
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Compact", new() { Exact = true }).CheckAsync();

        await page.EvaluateAsync("() => scrollTo(0, 12_000)");

        await Eventually.TrueAsync(() => page.EvaluateAsync<bool>(
            "() => [200, 500, 880].every(y => document.elementFromPoint(700, y)?.closest('tr[data-symbol]'))"));
    }

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("zh-HK", false)]
    [LongInlineData("en-US", false)]
    [LongInlineData("ja-JP", true)]
    [LongInlineData("ko-KR", true)]
    public async Task Gains_are_red_in_locales_that_expect_it(string locale, bool red)
    {
        var page = await OpenMenuAsync(Sector, options => options.Locale = locale);

        Assert.Equal(red, await AreGainsRedAsync(page));
        await Expect(page.GetByLabel("Red", new() { Exact = true })).ToBeCheckedAsync(new() { Checked = red });
        // The choice reverses the colours and survives a reload.
        await page.GetByLabel(red ? "Green" : "Red", new() { Exact = true }).CheckAsync();
        Assert.Equal(!red, await AreGainsRedAsync(page));
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.Equal(!red, await AreGainsRedAsync(page));
    }

    [Fact]
    public async Task With_reduced_motion_or_without_the_flash_nothing_moves_and_the_arrow_remains()
    {
        var application = Serve(new TickerApplication());
        using var client = application.Connect();
        var page = await NewPageAsync(options => options.ReducedMotion = ReducedMotion.Reduce);
        // Arrows disappear after half a second, so the clock stands while they are read.
        await page.Clock.InstallAsync();
        await page.GotoAsync(application.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");

        await page.StopClockAsync();
        await AssertArrowsWithoutFlashAsync(page, await client.StepAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.getAnimations().length"));
        await page.Clock.ResumeAsync();

        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Flash on price changes").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.StopClockAsync();
        await AssertArrowsWithoutFlashAsync(page, await client.StepAsync());
    }

    [Fact]
    public async Task Only_rows_in_view_are_tinted_in_the_colour_of_their_move()
    {
        var application = Serve(new TickerApplication("Market:QuotesPerUpdate=100"));
        using var client = application.Connect();
        var page = await NewPageAsync(options => options.ReducedMotion = ReducedMotion.NoPreference);
        await page.Clock.InstallAsync();
        await page.GotoAsync(application.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await Expect(page.Locator("#rows tr.is-in-view").First).ToBeVisibleAsync();
        await page.StopClockAsync();
        var id = await client.StepAsync();
        while (await page.Root().GetAttributeAsync("data-last-event-id") != id)
            await page.Clock.RunForAsync(16);

        var rows = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('#rows tr:is(.up, .down)')].map(row => {
              const { top, bottom } = row.getBoundingClientRect();
              const tint = getComputedStyle(row.querySelector('[data-field="price"]'), '::after');
              const colour = getComputedStyle(row).getPropertyValue(row.matches('.up') ? '--up' : '--down');
              const probe = document.body.appendChild(document.createElement('i'));
              probe.style.color = colour;
              const expected = getComputedStyle(probe).color;
              probe.remove();
              const isInView = bottom > 0 && top < innerHeight;
              return `${isInView} ${tint.content !== 'none'} ${!isInView || (tint.backgroundColor === expected && tint.opacity === '0.2')}`;
            })
            """);

        Assert.Equal(["false false true", "true true true"], rows.Distinct().Order());
    }

    [Fact]
    public async Task A_choice_in_one_tab_applies_to_the_other()
    {
        var page = await OpenMenuAsync(Sector);
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await other.WaitForConnectionAsync("live");
        await page.BringToFrontAsync();

        await page.GetByLabel("Compact", new() { Exact = true }).CheckAsync();

        await Expect(other.Root()).ToHaveAttributeAsync("data-density", "compact");
    }

    private async Task<IPage> OpenMenuAsync(string path = "/", Action<BrowserNewContextOptions>? choose = null)
    {
        var page = await OpenLiveAsync(await market.AddressAsync(), path, choose);
        await page.Button("View").ClickAsync();
        return page;
    }

    private static async Task AssertArrowsWithoutFlashAsync(IPage page, string id)
    {
        while (await page.Root().GetAttributeAsync("data-last-event-id") != id)
            await page.Clock.RunForAsync(16);
        var ground = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('#rows tr:is(.up, .down) [data-field="price"]')]
              .map(cell => `${getComputedStyle(cell, '::after').content} ${getComputedStyle(cell, '::before').content}`)
            """);
        Assert.NotEmpty(ground);
        Assert.All(ground, words => Assert.Matches(new Regex("^none \"[▲▼]\""), words));
    }

    private static async Task<double> TopAsync(IPage page) =>
        await page.Rows().First.EvaluateAsync<double>("row => row.getBoundingClientRect().top");

    private static async Task<double> HeightAsync(IPage page) =>
        await page.Rows().First.EvaluateAsync<double>("row => row.getBoundingClientRect().height");

    // Whether red exceeds green in the colour of a gain.
    private static async Task<bool> AreGainsRedAsync(IPage page) => await page.EvaluateAsync<bool>(
        """
        () => {
          const [red, green] = getComputedStyle(document.querySelector('#rows tr.gain [data-field="change"]')).color.match(/\d+/g).map(Number);
          return red > green;
        }
        """);
}
