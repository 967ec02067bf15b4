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
        Assert.Equal(FrozenMarket.Count, await page.AssertQuotesAsync(client));

        await page.Button("View").ClickAsync();
        await page.GetByLabel("VWAP", new() { Exact = true }).CheckAsync();
        await Expect(page.Cell("AAPL", "vwap")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(390)]
    [LongInlineData(1440)]
    public async Task Hidden_panels_above_the_rows_and_comfortable_rows_survive_a_reload(int width)
    {
        var page = await OpenMenuAsync(Sector, options => options.ViewportSize = new ViewportSize { Width = width, Height = 844 });
        var (top, compact) = (await TopAsync(page), await HeightAsync(page));

        foreach (var (box, part) in new[] { ("Ticker tape", "#tape"), ("Summary", "#summary"), ("Sectors", "#sectors") })
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Name = box, Exact = true }).UncheckAsync();
            await Expect(page.Locator(part)).ToBeHiddenAsync();
        }
        var higher = await TopAsync(page);
        Assert.True(higher < top - 100, $"The rows begin at {higher} and not much above {top}.");
        await page.GetByLabel("Comfortable", new() { Exact = true }).CheckAsync();
        var comfortable = await HeightAsync(page);
        Assert.True(compact < comfortable, $"{compact} is not lower than {comfortable}.");
        Assert.Equal(higher, await TopAsync(page));

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.Equal(higher, await TopAsync(page));
        Assert.Equal(comfortable, await HeightAsync(page));
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
    public async Task Rows_of_another_height_fill_the_window_in_a_long_table()
    {
        var application = Serve(new TickerApplication("Market:Instruments=1000"));
        var page = await OpenLiveAsync(application.Address);
        await Expect(page.Locator("#count")).ToHaveTextAsync("1,000 instruments");
        await page.Button("View").ClickAsync();
        await page.GetByLabel("Comfortable", new() { Exact = true }).CheckAsync();
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
    public async Task Only_rows_in_view_are_tinted_and_text_out_of_view_follows_when_it_is_scrolled_into_view_copied_or_printed()
    {
        var application = Serve(new TickerApplication("Market:QuotesPerUpdate=100"));
        using var client = application.Connect();
        var page = await NewPageAsync(options => options.ReducedMotion = ReducedMotion.NoPreference);
        await page.Clock.InstallAsync();
        await page.GotoAsync(application.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await Expect(page.Locator("#rows tr.is-out-of-view").First).ToBeAttachedAsync();
        await page.StopClockAsync();
        var id = await client.StepAsync();
        while (await page.Root().GetAttributeAsync("data-last-event-id") != id)
            await page.Clock.RunForAsync(16);

        var rows = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('#rows tr:is(.up, .down)')].map(row => {
              const { top, bottom, height } = row.getBoundingClientRect();
              const ground = getComputedStyle(row.querySelector('[data-field="price"]')).backgroundColor;
              const probe = document.body.appendChild(document.createElement('i'));
              probe.style.backgroundColor = `color-mix(in srgb, var(${row.matches('.up') ? '--up' : '--down'}) 20%, transparent)`;
              const expected = getComputedStyle(probe).backgroundColor;
              probe.remove();
              // Two rows beyond the edge count as in view.
              const isInView = bottom > 0 && top < innerHeight + 2 * height;
              return `${isInView} ${ground === (isInView ? expected : 'rgba(0, 0, 0, 0)')}`;
            })
            """);

        Assert.Equal(["false true", "true true"], rows.Distinct().Order());

        // Half a second later the class is gone, and the tint is faint before it ends.
        var first = page.Locator($"[data-symbol='{await page.Locator("#rows tr:is(.up, .down)").First.GetAttributeAsync("data-symbol")}']");
        List<string> tints = [];
        for (var time = 0; time < 1000 && tints.LastOrDefault() != "none"; time += 50)
        {
            await page.Clock.RunForAsync(50);
            var tint = await first.EvaluateAsync<string>("row => `${row.dataset.tint?.replace(/^(up|down)/, 'tint') ?? 'none'}`");
            if (tint != tints.LastOrDefault())
                tints.Add(tint);
        }
        Assert.Equal(["tint", "tint-faint", "none"], tints);
        Assert.Equal(0, await page.Locator("#rows tr:is(.up, .down)").CountAsync());
        await AssertTextFollowsAsync(page, client);
    }

    // The page's clock is stopped.
    private static async Task AssertTextFollowsAsync(IPage page, HttpClient client)
    {
        foreach (var show in (string[])["dispatchEvent(new ClipboardEvent('copy', { bubbles: true }))", "dispatchEvent(new Event('beforeprint'))", "scrollTo(0, 9999)"])
        {
            var id = await client.StepAsync();
            while (await page.Root().GetAttributeAsync("data-last-event-id") != id)
                await page.Clock.RunForAsync(16);
            // The attributes are current in every row, the text only in view.
            Assert.NotEqual(0, await CountOutdatedAsync(page));
            await page.EvaluateAsync($"() => {{ {show} }}");
            await page.Clock.RunForAsync(32);
            if (show.StartsWith("scroll", StringComparison.Ordinal))
            {
                // The browser reports rows that come into view with one of its own frames, which do not follow the page's clock.
                await Eventually.TrueAsync(async () =>
                {
                    await page.Clock.RunForAsync(16);
                    return await CountOutdatedAsync(page, inView: true) == 0;
                });
            }
            else
            {
                Assert.Equal(0, await CountOutdatedAsync(page));
            }
        }
    }

    // Prices whose text differs from the value of their cell, in view or in all rows.
    private static async Task<int> CountOutdatedAsync(IPage page, bool inView = false) => await page.EvaluateAsync<int>(
        """
        inView => [...document.querySelectorAll('#rows tr')]
          .filter(row => !inView || (row.getBoundingClientRect().bottom > 0 && row.getBoundingClientRect().top < innerHeight))
          .map(row => row.querySelector('[data-field="price"]'))
          .filter(cell => cell.textContent.replaceAll(',', '') !== cell.dataset.value).length
        """,
        inView);

    [Fact]
    public async Task One_button_hides_and_shows_all_parts_above_the_table()
    {
        var page = await OpenLiveAsync(await market.AddressAsync());
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Market summary", Exact = true });
        var top = await TopAsync(page);

        await button.ClickAsync();

        await Expect(button).ToHaveAttributeAsync("aria-expanded", "false");
        Assert.True(await TopAsync(page) < top - 100);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Locator("#summary")).ToBeHiddenAsync();
        await page.WaitForConnectionAsync("live");
        await button.ClickAsync();
        await Expect(page.Locator("#tape")).ToBeVisibleAsync();
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
    }

    [Fact]
    public async Task A_choice_in_one_tab_applies_to_the_other()
    {
        var page = await OpenMenuAsync(Sector);
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await other.WaitForConnectionAsync("live");
        await page.BringToFrontAsync();

        await page.GetByLabel("Comfortable", new() { Exact = true }).CheckAsync();

        await Expect(other.Root()).ToHaveAttributeAsync("data-density", "comfortable");
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
            () => [...document.querySelectorAll('#rows tr:is(.up, .down):not(.is-out-of-view) [data-field="price"]')]
              .map(cell => `${getComputedStyle(cell).backgroundColor} ${getComputedStyle(cell).backgroundImage.split('(')[0]}`)
            """);
        Assert.NotEmpty(ground);
        Assert.All(ground, words => Assert.Equal("rgba(0, 0, 0, 0) conic-gradient", words));
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
