using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Starting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The size of a first load, and layout shifts.</summary>
public sealed class BudgetTests(Chromium chromium, Deployments deployments, DefaultMarket market) : BrowserTest(chromium), IClassFixture<DefaultMarket>
{
    private const int FirstLoad = 110 * 1024;

    [Theory]
    [InlineData("/")]
    [LongInlineData("/stocks/AAPL")]
    public async Task The_first_load_stays_within_110_KB_compressed(string path)
    {
        // Scripts and styles as published; the page with the longest lines.
        var page = await OpenLiveAsync(await (await deployments[Deployment.PublishedFromElsewhere]).ListeningAsync(), path);
        await market.Client.StepAsync(1000);
        await market.Client.StepAsync(500);
        using var client = new HttpClient { BaseAddress = market.Address };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
        var html = (await client.GetByteArrayAsync(path, TestTimeout.Token)).Length;

        var sizes = await page.EvaluateAsync<Dictionary<string, int>>(
            "() => Object.fromEntries(performance.getEntriesByType('resource').map(entry => [entry.name, entry.encodedBodySize]))");

        var sum = html + sizes.Values.Sum();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{path}: {html / 1024.0:0.0} KB of HTML and {sizes.Count} files, together {sum / 1024.0:0.0} KB.");
        Assert.True(sizes.Count > 10);
        Assert.True(sum <= FirstLoad, $"{sum} bytes, {html} of HTML: {string.Join(", ", sizes.OrderByDescending(pair => pair.Value).Take(8))}");
    }

    [Theory]
    [InlineData(390, "/", """{"hiddenParts":["sectors"]}""")]
    [LongInlineData(1440, "/?sort=symbol&order=asc", """{"density":"compact","hiddenColumns":["vwap","trend"],"palette":"red-up","theme":"dark"}""")]
    [LongInlineData(1440, "/?view=map", "{}")]
    [LongInlineData(1440, "/", "{}")]
    [LongInlineData(390, "/", "{}")]
    [LongInlineData(1440, "/", """{"hiddenParts":["tape","summary"]}""")]
    [LongInlineData(390, "/?view=map", "{}")]
    public async Task Nothing_shifts_after_the_first_paint(int width, string path, string settings)
    {
        await market.Client.StepAsync(40);
        var page = await OpenAndRecordShiftsAsync(market.Address, width, path, settings);
        // The market moves, and even slowly updated elements follow within a second.
        for (var i = 0; i < 5; i++)
            await page.WaitForPaintAsync(await market.Client.StepAsync(20));
        await Eventually.TrueAsync(async () => (await page.TitleAsync()).StartsWith("Market", StringComparison.Ordinal));

        await AssertShiftBelowAsync(0.005, page);
    }

    [Theory]
    [InlineData(1440, 0)]
    [LongInlineData(1440, 40)]
    [LongInlineData(390, 0)]
    [LongInlineData(390, 40)]
    public async Task An_instrument_page_does_not_shift_while_a_new_market_fills_it(int width, int updates)
    {
        // Each update adds a trade: from none to more than the page shows.
        var application = Serve(new TickerApplication("Market:QuotesPerUpdate=100"));
        using var client = application.Connect();
        if (updates > 0)
            await client.StepAsync(updates);
        var page = await OpenAndRecordShiftsAsync(application.Address, width, "/stocks/AAPL", "{}");
        for (var i = 0; i < 10; i++)
            await page.WaitForPaintAsync(await client.StepAsync(4));
        await Expect(page.Locator("#chart")).ToHaveClassAsync(new Regex("is-live"));
        await Expect(page.Locator("#trades tbody tr")).ToHaveCountAsync(30);

        await AssertShiftBelowAsync(0.01, page);
    }

    private async Task<IPage> OpenAndRecordShiftsAsync(Uri application, int width, string path, string settings)
    {
        var page = await NewPageAsync(options => options.ViewportSize = new ViewportSize { Width = width, Height = 844 });
        await page.AddInitScriptAsync(
            $$"""
            for (const [key, value] of Object.entries({{settings}})) localStorage.setItem(`stockticker.${key}`, JSON.stringify(value));
            window.shifts = [];
            new PerformanceObserver(list => {
              for (const { value, sources } of list.getEntries())
                shifts.push(`${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName).join(' | ')}`);
            }).observe({ type: 'layout-shift', buffered: true });
            """);
        // Scripts arrive after the first paint, as on a slow machine, so that the shift does not depend on timing.
        var painted = new TaskCompletionSource();
        await page.RouteAsync(new Regex(@"\.m?js$"), async route =>
        {
            if (!route.Request.Url.Contains("first-paint", StringComparison.Ordinal))
                await painted.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(new Uri(application, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
        painted.SetResult();
        await page.WaitForConnectionAsync("live");
        return page;
    }

    private static async Task AssertShiftBelowAsync(double most, IPage page)
    {
        var shifts = await page.EvaluateAsync<string[]>("() => shifts");
        var sum = shifts.Sum(shift => double.Parse(shift[..shift.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture));
        TestContext.Current.TestOutputHelper!.WriteLine($"Shifted by {sum:0.00000}.");
        Assert.True(sum < most, $"{sum:0.00000}:\n{string.Join('\n', shifts)}");
    }
}
