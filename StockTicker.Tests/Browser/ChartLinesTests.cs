using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The lines over the chart of an instrument: averages, and other instruments.</summary>
public sealed class ChartLinesTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Fact]
    public async Task Averages_and_changes_are_those_of_their_definitions()
    {
        var page = await OpenAsync(market.Address, "/signin");

        var found = await page.EvaluateAsync<string>(
            """
            async seed => {
              const { closesAt, movingAverage, percentChange, sessionVwap } = await import('/js/chart/overlays.js');
              const { findInstruments } = await import('/js/quotes/symbol-search.js');
              const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
              const near = (a, b) => a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)));
              const problems = [];
              const check = (name, actual, expected) => {
                if (actual.length !== expected.length || actual.some((value, i) => !near(value, expected[i])))
                  problems.push(`${name}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
              };
              for (let round = 0; round < 200; round++) {
                const bars = Array.from({ length: Math.floor(random() * 30) }, (_, i) => {
                  const [low, high] = [50 + random(), 51 + random()];
                  return { time: 1000 * (i + 1), low, high, close: low + (high - low) * random(), volume: Math.floor(random() * 3) };
                });
                const period = 1 + Math.floor(random() * 10);
                check('average', movingAverage(bars, period), bars.map((_, i) =>
                  i + 1 < period ? null : bars.slice(i + 1 - period, i + 1).reduce((sum, bar) => sum + bar.close, 0) / period));

                const typical = bar => (bar.high + bar.low + bar.close) / 3;
                const total = list => list.reduce((sum, bar) => sum + bar.volume, 0);
                const turnover = list => list.reduce((sum, bar) => sum + typical(bar) * bar.volume, 0);
                const vwap = list => (total(list) ? turnover(list) / total(list) : null);
                const averages = bars.map((_, i) => vwap(bars.slice(0, i + 1)));
                check('VWAP', sessionVwap(bars, null), averages);
                // The session began before the bars that are shown, and the last value is the quote's.
                const cut = Math.floor(random() * bars.length);
                const session = { volume: total(bars), vwap: vwap(bars) ?? 50, low: 50, high: 52 };
                check('session VWAP', sessionVwap(bars.slice(cut), session), averages.slice(cut));
              }
              check('closes', closesAt([1, 2, 3, 4], [{ time: 2, close: 20 }, { time: 3.5, close: 35 }, { time: 9, close: 90 }]), [null, 20, 20, 90]);
              check('changes', [[null, 50, 75, null, 100], [-2, -1], [], [null]].map(percentChange), [100, 50, null, null]);
              const names = findInstruments(
                [{ symbol: 'XA', name: 'Ab' }, { symbol: 'AB', name: 'X' }, { symbol: 'A', name: 'X' }, { symbol: 'Q', name: 'Abc' }, { symbol: 'N', name: 'N' }], ' a ', 9);
              return [...problems, names.map(one => one.symbol).join()].join('\n');
            }
            """, TestSeed.Value);

        Assert.Equal("A,AB,XA,Q", found);
    }

    [Fact]
    public async Task Instruments_are_compared_in_percent_by_keyboard_and_stay_in_the_URL()
    {
        await market.Client.StepAsync(100);
        var page = await OpenLiveAsync(market.Address, "/stocks/AAPL");
        var legend = page.GetByRole(AriaRole.List, new() { Name = "Lines in the chart" }).GetByRole(AriaRole.Listitem);
        await Expect(legend).ToHaveCountAsync(0);

        await page.Button("Compare").PressAsync("Enter");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Compare with" });
        await box.FillAsync("micros");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        Assert.Empty(await Axe.FindAsync(page, ".compare-menu"));
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Button("Compare")).ToBeFocusedAsync();
        await Expect(legend.Nth(1)).ToHaveTextAsync(new Regex(@"^MSFT[+−]?\d+\.\d\d%×$"));
        await Expect(page).ToHaveURLAsync(new Regex("compare=MSFT"));

        // It follows the stream, and is the change of the closes in view, which are all in a range of an hour.
        await page.WaitForPaintAsync(await market.Client.StepAsync(20));
        await page.GetByRole(AriaRole.Radio, new() { Name = "1 h", Exact = true }).CheckAsync(new() { Force = true });
        await ExpectChangeAsync(legend.Nth(0), "AAPL");
        await ExpectChangeAsync(legend.Nth(1), "MSFT");

        await page.ReloadAsync();
        await Expect(legend.Nth(1)).ToContainTextAsync("MSFT");
        await page.Button("Remove MSFT").ClickAsync();
        await Expect(legend).ToHaveCountAsync(0);
        await Expect(page).Not.ToHaveURLAsync(new Regex("compare"));
    }

    [Fact]
    public async Task Lines_are_remembered_and_the_VWAP_ends_at_the_quotes()
    {
        await market.Client.StepAsync(800);
        var page = await OpenLiveAsync(market.Address, "/stocks/AAPL");
        await page.GetByLabel("MA 20").CheckAsync(new() { Force = true });
        await page.GetByLabel("VWAP", new() { Exact = true }).CheckAsync(new() { Force = true });

        await page.GotoAsync(new Uri(market.Address, "/stocks/MSFT").AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await market.Client.StepAsync(20));

        var legend = page.GetByRole(AriaRole.List, new() { Name = "Lines in the chart" }).GetByRole(AriaRole.Listitem);
        await Expect(legend.Nth(0)).ToHaveTextAsync(new Regex(@"^MA 20[\d,]+\.\d\d$"));
        // Bars have only a typical price, so the last digit may differ.
        var vwap = (await market.Client.GetJsonAsync("/quotes/MSFT")).GetProperty("vwap").GetDecimal();
        await Eventually.TrueAsync(async () =>
            decimal.TryParse((await legend.Nth(1).TextContentAsync())!["VWAP".Length..], System.Globalization.CultureInfo.InvariantCulture, out var shown)
            && Math.Abs(shown - vwap) <= 0.02m);
    }

    [Fact]
    public async Task All_statistics_and_the_price_are_in_view_on_a_laptop()
    {
        await market.Client.StepAsync(100);
        var page = await OpenLiveAsync(market.Address, "/stocks/AAPL", options => options.ViewportSize = new ViewportSize { Width = 1440, Height = 900 });

        var bottom = await page.Locator(".statistics").EvaluateAsync<double>("card => card.getBoundingClientRect().bottom");
        Assert.InRange(bottom, 400, 900);
        // The price is right beside the symbol.
        var gap = await page.EvaluateAsync<double>(
            "() => document.querySelector('.last').getBoundingClientRect().left - document.querySelector('h1').getBoundingClientRect().right");
        Assert.InRange(gap, 0, 24);
    }

    private async Task ExpectChangeAsync(ILocator item, string symbol)
    {
        var candles = (await market.Client.GetJsonAsync($"/quotes/{symbol}/candles?interval=1m&limit=60")).GetProperty("candles");
        var closes = candles.EnumerateArray().Select(candle => candle.GetProperty("close").GetDecimal()).ToArray();
        var change = Math.Round(100 * (closes[^1] - closes[0]) / closes[0], 2, MidpointRounding.AwayFromZero);
        var words = change.ToString("+0.00;−0.00;0.00", System.Globalization.CultureInfo.InvariantCulture);
        await Expect(item).ToContainTextAsync($"{symbol}{words}%");
    }
}
