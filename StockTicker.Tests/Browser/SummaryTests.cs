using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The market summary and the ticker tape.</summary>
public sealed class SummaryTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_summary_counts_gainers_and_losers_and_names_the_top_movers(bool scripts)
    {
        await market.Client.StepAsync(100);
        var page = scripts
            ? await OpenLiveAsync(market.Address)
            : await OpenAsync(market.Address, "/", options => options.JavaScriptEnabled = false);
        if (scripts)
            await page.WaitForPaintAsync(await market.Client.StepAsync(200));

        var moves = (await market.Client.GetJsonAsync("/quotes")).GetProperty("quotes").EnumerateArray()
            .Select(quote => (Percent: quote.GetProperty("changePercent").GetDecimal(), Change: quote.GetProperty("change").GetDecimal()))
            .ToArray();
        await Expect(page.Locator("#advancers")).ToHaveTextAsync($"{moves.Count(move => move.Change > 0)}");
        await Expect(page.Locator("#decliners")).ToHaveTextAsync($"{moves.Count(move => move.Change < 0)}");
        await Expect(page.Locator("#average-move")).ToHaveTextAsync(Signed(Math.Round(moves.Average(move => move.Percent), 2, MidpointRounding.AwayFromZero)));
        var gainers = page.GetByRole(AriaRole.List, new() { Name = "Top gainers" }).GetByRole(AriaRole.Listitem);
        await Expect(gainers).ToHaveCountAsync(3);
        foreach (var (move, index) in moves.OrderByDescending(move => move.Percent).Take(3).Select((move, index) => (move, index)))
            await Expect(gainers.Nth(index)).ToContainTextAsync(Signed(move.Percent));
        var losers = page.GetByRole(AriaRole.List, new() { Name = "Top losers" }).GetByRole(AriaRole.Listitem);
        foreach (var (move, index) in moves.OrderBy(move => move.Percent).Take(3).Select((move, index) => (move, index)))
            await Expect(losers.Nth(index)).ToContainTextAsync(Signed(move.Percent));
        if (scripts)
        {
            Assert.Equal(new[] { 0.1, -0.1, 0.02, -0.02, 0 }, await page.EvaluateAsync<double[]>(
                """
                async () => {
                  const { marketStatistics } = await import('/js/board/market-statistics.js');
                  const average = moves => marketStatistics(moves.map(changePercent => ({ changePercent, sector: 'Energy' }))).average;
                  return [[0.09, 0.1], [-0.09, -0.1], [0.01, 0.01, 0.02, 0.02], [-0.01, -0.02], [0, -0.01, 0]].map(average);
                }
                """));
            Assert.Equal(["0 No gainers", "3 "], await page.EvaluateAsync<string[]>(
                """
                async () => {
                  const [{ marketStatistics }, { Summary }] = await Promise.all([import('/js/board/market-statistics.js'), import('/js/board/summary.js')]);
                  const falling = [-1, -2, -3, 0].map((changePercent, index) => ({ symbol: `S${index}`, name: '', price: 9, decimals: 2, change: changePercent, changePercent, volume: 0 }));
                  const section = document.getElementById('summary');
                  new Summary(section, document.getElementById('sectors')).paint(marketStatistics(falling));
                  return [...section.querySelectorAll('.movers')].map(list => `${list.innerText.trim() ? list.querySelectorAll('li:not([hidden])').length : 0} ${list.nextElementSibling.hidden ? '' : list.nextElementSibling.textContent}`);
                }
                """));
        }
    }

    [Fact]
    public async Task The_tape_shows_current_prices_and_rests_on_hover_on_focus_and_when_stopped()
    {
        var page = await NewPageAsync(options => options.ReducedMotion = ReducedMotion.NoPreference);
        await page.Clock.InstallAsync();
        await page.GotoAsync(new Uri(market.Address, "/?sector=Energy").AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await Expect(page.Locator(".tape-belt")).ToHaveCountAsync(2);
        // More often than there are items, so that it begins anew.
        for (var i = 0; i < 30; i++)
            await AssertTapeAsync(page, moves: true);

        await page.Locator(".tape-window").HoverAsync();
        await AssertTapeAsync(page, moves: false);
        await page.Mouse.MoveAsync(700, 600);
        await AssertTapeAsync(page, moves: true);
        await page.Button("Theme").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".tape-window")).ToBeFocusedAsync();
        await AssertTapeAsync(page, moves: false);

        await page.Button("Stop the tape").ClickAsync();
        await page.Mouse.MoveAsync(700, 600);
        await AssertTapeAsync(page, moves: false);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Button("Stop the tape")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.WaitForConnectionAsync("live");
        await AssertTapeAsync(page, moves: false);

        await page.WaitForPaintAsync(await market.Client.StepAsync(50));
        var symbol = (await page.Locator("[data-tape]").First.GetAttributeAsync("data-tape"))!;
        var price = (await market.Client.PricesAsync())[symbol].ToString("N2", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var item in await page.Locator($"[data-tape='{symbol}']").AllAsync())
            await Expect(item).ToContainTextAsync(price);
    }

    [Theory]
    [InlineData(390)]
    [LongInlineData(1440)]
    public async Task With_reduced_motion_the_tape_does_not_move_and_can_be_scrolled(int width)
    {
        var page = await OpenLiveAsync(market.Address, "/?sector=Energy", options =>
        {
            options.ReducedMotion = ReducedMotion.Reduce;
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
        });

        await Expect(page.Locator(".tape-belt").First).ToHaveCSSAsync("transform", "none");
        await Expect(page.Locator(".tape-belt").Nth(1)).ToBeHiddenAsync();
        await Expect(page.Button("Stop the tape")).ToHaveCountAsync(0);
        await page.Locator(".tape-window").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Eventually.TrueAsync(() => page.Locator(".tape-window").EvaluateAsync<bool>("window => window.scrollLeft > 0"));
    }

    // A window that moves shows an item at its left edge, of the belt or of its copy.
    private static async Task AssertTapeAsync(IPage page, bool moves)
    {
        const string Shift = "() => getComputedStyle(document.querySelector('.tape-window')).getPropertyValue('--tape-shift')";
        var before = await page.EvaluateAsync<string>(Shift);

        await page.Clock.FastForwardAsync(6000);

        Assert.Equal(moves, before != await page.EvaluateAsync<string>(Shift));
        var (shift, width) = (await page.EvaluateAsync<double>("() => parseFloat(getComputedStyle(document.querySelector('.tape-window')).getPropertyValue('--tape-shift')) || 0"),
            await page.EvaluateAsync<double>("() => document.querySelector('.tape-belt').offsetWidth"));
        Assert.InRange(-shift, 0, 2 * width);
    }

    private static string Signed(decimal percent)
    {
        var rounded = Math.Round(percent, 2, MidpointRounding.ToEven);
        return $"{(rounded > 0 ? "+" : rounded < 0 ? "−" : "")}{Math.Abs(rounded):0.00}%";
    }
}
