using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The age of prices, and changes that a reader missed.</summary>
public sealed class FreshnessTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Theory]
    [InlineData(390, ColorScheme.Dark, ReducedMotion.Reduce)]
    [LongInlineData(1440, ColorScheme.Light, ReducedMotion.NoPreference)]
    public async Task The_price_age_grows_while_connected_and_cells_then_look_stale(
        int width, ColorScheme scheme, ReducedMotion motion)
    {
        // Heartbeats must not set the page's clock while the test does.
        var application = Serve(new TickerApplication(SteppedMarket.Size, "Market:Clock=system", "Streaming:HeartbeatInterval=00:05:00"));
        var page = await NewPageAsync(options =>
        {
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
            (options.ColorScheme, options.ReducedMotion) = (scheme, motion);
        });
        await page.Clock.InstallAsync();
        await page.GotoAsync(application.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        var age = page.Locator("#age");
        await Expect(age).ToHaveTextAsync("< 1s old");
        await Expect(page.Locator("#latency")).ToHaveTextAsync(new Regex(@"^\d[\d,]* ms$"));
        await Expect(page.Locator("#updated")).ToHaveTextAsync(new Regex(@"^\d\d:\d\d:\d\d (AM|PM) UTC$"));
        var price = page.Cell("AAPL", "price");
        await Expect(price).ToHaveCSSAsync("font-style", "normal");

        application.Services.GetRequiredService<StockHub>().Complete();
        // A batch that arrived after the clock has stopped would stay new.
        using var client = application.Connect();
        await page.WaitForPaintAsync((await client.GetJsonAsync("/stats")).GetProperty("lastEventId").GetString()!);
        await page.StopClockAsync();

        await page.Clock.RunForAsync(3000);
        var first = await SecondsAsync(age);
        await page.Clock.RunForAsync(10_000);
        Assert.Equal(first + 10, await SecondsAsync(age));
        await Expect(age).ToHaveClassAsync(new Regex("is-old"));
        await page.WaitForConnectionAsync("live");
        await Expect(price).ToHaveCSSAsync("font-style", "normal");

        await page.Clock.FastForwardAsync(360_000);
        await page.WaitForConnectionAsync("stale");
        await Expect(price).ToHaveCSSAsync("font-style", "italic");
        // The title follows with the next summary.
        await page.Clock.RunForAsync(2000);
        await Expect(page).ToHaveTitleAsync(new Regex("^Stale: "));
    }

    [Fact]
    public async Task The_tab_title_shows_the_market_move_or_the_watched_price_even_when_hidden()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await market.Client.StepAsync(40);
        await Expect(page).ToHaveTitleAsync(new Regex(@"^Market [+−]\d\.\d\d% · StockTicker$"));

        await page.Row("MSFT").HoverAsync();
        await page.Button("Watch MSFT").ClickAsync();
        await HasTitleAsync(page, market.Client);

        await page.SetVisibilityAsync("hidden");
        // A hidden tab gets no frames, but a headless one does.
        await page.EvaluateAsync("() => { globalThis.requestAnimationFrame = () => 0; }");
        await page.StopClockAsync();
        for (var i = 0; i < 3; i++)
        {
            // A hidden page changes its title at most every five seconds.
            await page.Clock.FastForwardAsync(5000);
            await market.Client.StepAsync();
            await HasTitleAsync(page, market.Client);
        }
    }

    [Fact]
    public async Task A_returning_reader_sees_what_has_changed()
    {
        var page = await NewPageAsync();
        // A hidden page does not paint what it receives.
        await page.AddInitScriptAsync(
            """
            const listen = MessagePort.prototype.addEventListener;
            MessagePort.prototype.addEventListener = function (type, listener) {
              listen.call(this, type, listener);
              if (type === 'message') listen.call(this, type, ({ data }) => (globalThis.receivedId = data.id ?? globalThis.receivedId));
            };
            """);
        await page.Clock.InstallAsync();
        await page.GotoAsync(market.Address.AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await market.Client.StepAsync());
        await page.Button("Watch KO").ClickAsync();
        var before = await market.Client.PricesAsync();
        var away = page.GetByRole(AriaRole.Complementary, new() { Name = "While you were away" });

        await page.StopClockAsync();
        await page.SetVisibilityAsync("hidden");
        await page.Clock.FastForwardAsync(20_000);
        await page.SetVisibilityAsync("visible");
        await page.Clock.ResumeAsync();
        await page.WaitForPaintAsync(await market.Client.StepAsync());
        await Expect(away).ToBeHiddenAsync();

        await page.StopClockAsync();
        await page.SetVisibilityAsync("hidden");
        await page.Clock.FastForwardAsync(180_000);
        var id = await market.Client.StepAsync(400);
        while ((await market.Client.PricesAsync())["KO"] == before["KO"])
            id = await market.Client.StepAsync();
        await Eventually.TrueAsync(async () => await page.EvaluateAsync<string>("() => globalThis.receivedId") == id);
        await page.SetVisibilityAsync("visible");
        await page.Clock.ResumeAsync();
        await page.WaitForPaintAsync(id);

        await Expect(away).ToBeVisibleAsync();
        await Expect(away).ToContainTextAsync(new Regex(@"\d+ rose and \d+ fell in 3 minutes\."));
        await Expect(away.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5);
        // The starred instrument comes first.
        await Expect(away.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("KO");
        await Expect(away.GetByRole(AriaRole.Listitem).First).ToContainTextAsync($"→ {(await market.Client.PricesAsync())["KO"]}");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, "away.png") });

        await away.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(away).ToBeHiddenAsync();
    }

    private static async Task<int> SecondsAsync(ILocator age)
    {
        await Expect(age).ToHaveTextAsync(new Regex(@"^\d+s old$"));
        return int.Parse((await age.TextContentAsync())![..^"s old".Length], CultureInfo.InvariantCulture);
    }

    private static async Task HasTitleAsync(IPage page, HttpClient client) => await Expect(page).ToHaveTitleAsync(await TitleAsync(client));

    private static async Task<string> TitleAsync(HttpClient client)
    {
        var quote = await client.GetJsonAsync("/quotes/MSFT");
        var change = quote.GetProperty("changePercent").GetDecimal();
        var sign = change > 0 ? "+" : change < 0 ? "−" : "";
        return $"MSFT {quote.GetProperty("price").GetRawText()} {sign}{Math.Abs(change):0.00}% · StockTicker";
    }
}
