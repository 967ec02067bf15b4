using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The page of one instrument.</summary>
public sealed class StockPageTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    private const string Path = "/stocks/AAPL";

    [Theory]
    [InlineData(390)]
    [LongInlineData(1440)]
    public async Task The_keyboard_reads_the_chart_bar_by_bar(int width)
    {
        await market.Client.StepAsync(400);
        var page = await OpenAsync(width);

        // All candles are present.
        await WaitForReadoutAsync(page, 0);
        await page.Locator("#plot").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await WaitForReadoutAsync(page, 0);
        await page.Keyboard.PressAsync("ArrowLeft");
        await WaitForReadoutAsync(page, 1);
        await page.Keyboard.PressAsync("PageUp");
        await WaitForReadoutAsync(page, 11);

        // Screen readers announce it.
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync(" O ");
    }

    [Fact]
    public async Task The_last_bar_the_newest_id_and_the_trades_follow_every_update()
    {
        var page = await OpenAsync();
        // Until the instrument has traded with some of the updates, and with others not.
        var (traded, quiet) = (0, 0);
        for (var last = await VolumeAsync(); traded < 2 || quiet < 2;)
        {
            await page.WaitForPaintAsync(await market.Client.StepAsync());
            var volume = await VolumeAsync();
            (traded, quiet) = volume > last ? (traded + 1, quiet) : (traded, quiet + 1);
            last = volume;
        }

        for (var i = 0; i < 4; i++)
        {
            await page.WaitForPaintAsync(await market.Client.StepAsync(10));
            await WaitForReadoutAsync(page, 0);
        }

        var trades = (await market.Client.GetJsonAsync("/quotes/AAPL/trades?limit=30")).GetProperty("trades").EnumerateArray().ToArray();
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Recent trades" }).Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(trades.Length);
        await Expect(rows.Locator("td:nth-child(2)")).ToHaveTextAsync(trades.Select(trade => Price(trade.GetProperty("price").GetDecimal())));
        await Expect(rows.Locator("td:nth-child(3)")).ToHaveTextAsync(
            trades.Select(trade => trade.GetProperty("size").GetInt64().ToString("N0", CultureInfo.InvariantCulture)));
        await page.WaitForConnectionAsync("live");

        async Task<long> VolumeAsync() => (await market.Client.GetJsonAsync("/quotes/AAPL")).GetProperty("volume").GetInt64();
    }

    [Fact]
    public async Task Range_interval_and_style_work_by_keyboard_appear_in_the_URL_and_are_remembered()
    {
        var page = await OpenAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "15 min" }).FocusAsync();

        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(Radio(page, "1 h")).ToBeCheckedAsync();
        // A range selects a suitable interval, and another one can be chosen.
        await Expect(Radio(page, "1m")).ToBeCheckedAsync();
        await Expect(page).ToHaveURLAsync(new Regex("range=1h.*interval=1m"));
        await Radio(page, "5s").CheckAsync(new() { Force = true });
        await Radio(page, "Line").CheckAsync(new() { Force = true });
        await Expect(page).ToHaveURLAsync(new Regex("range=1h.*interval=5s.*style=line"));

        await page.GotoAsync(new Uri(market.Address, "/stocks/MSFT").AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        foreach (var name in new[] { "1 h", "5s", "Line" })
            await Expect(Radio(page, name)).ToBeCheckedAsync();

        // The URL takes precedence.
        await page.GotoAsync(new Uri(market.Address, Path + "?range=5m&interval=1s&style=candles").AbsoluteUri);
        foreach (var name in new[] { "5 min", "1s", "Candles" })
            await Expect(Radio(page, name)).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Links_and_keys_lead_to_the_neighbours_and_wrap_around()
    {
        var symbols = await market.Client.SymbolsAsync();
        var page = await OpenAsync();

        await page.Keyboard.PressAsync("j");
        await Expect(page).ToHaveURLAsync(new Regex($"/stocks/{symbols[1]}"));
        await page.WaitForConnectionAsync("live");
        await page.Keyboard.PressAsync("k");
        await Expect(page).ToHaveURLAsync(new Regex($"/stocks/{symbols[0]}"));
        await page.GetByRole(AriaRole.Link, new() { Name = $"Previous: {symbols[^1]}" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/stocks/{Regex.Escape(symbols[^1])}$"));
    }

    [Fact]
    public async Task The_chart_follows_a_theme_change_at_once_and_prints_as_a_picture_on_white()
    {
        // The browser's warning about frequent pixel reads.
        Expected.Add("Canvas2D");
        var page = await OpenAsync();
        await Eventually.TrueAsync(async () => await BrightnessAsync(page) > 200);

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Eventually.TrueAsync(async () => await BrightnessAsync(page) < 60);

        await page.EvaluateAsync(
            """
            () => addEventListener('beforeprint', () => {
              const { data } = document.querySelector('#chart > .paper').getContext('2d').getImageData(0, 0, 40, 40);
              globalThis.printed = data.reduce((sum, value) => sum + value, 0) / data.length;
            })
            """);

        await page.PdfAsync();

        // A line of the chart may cross the corner.
        Assert.InRange(await page.EvaluateAsync<double>("() => printed"), 250, 255);
        await Expect(page.Locator(".paper")).ToHaveCountAsync(0);
        await Eventually.TrueAsync(async () => await BrightnessAsync(page) < 60);
    }

    [Fact]
    public async Task The_page_and_its_panels_obey_the_strict_policy_and_never_scroll_horizontally()
    {
        await market.Client.StepAsync(100);
        var page = await NewPageAsync();
        await page.AddInitScriptAsync(
            "globalThis.refused = []; addEventListener('securitypolicyviolation', event => refused.push(`${event.violatedDirective} ${event.blockedURI}`));");
        await page.GotoAsync(new Uri(market.Address, Path).AbsoluteUri);
        await page.WaitForConnectionAsync("live");

        foreach (var screen in TestLength.Choose([EveryWidthAndTheme[1], EveryWidthAndTheme[2]], EveryWidthAndTheme))
        {
            await ShowOnAsync(page, screen);
            await page.WaitForPaintAsync(await market.Client.StepAsync(5));
            foreach (var (key, heading) in new[] { ("a", "Price alerts"), ("e", "Share and export"), ("i", "Stream") })
            {
                await page.Keyboard.PressAsync(key);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();
                await page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(Pictures, $"{heading}-{screen.Width}-{screen.Scheme}.png") });
                await page.Keyboard.PressAsync("Escape");
                await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
            }
            Assert.Equal(screen.Width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        }

        Assert.Empty(await page.EvaluateAsync<string[]>("() => refused"));
        // Nothing was loaded from elsewhere, and the library added no attribution or style.
        Assert.Empty(await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('style, #tv-attr-logo')].map(element => element.outerHTML)"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "TradingView" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_the_page_has_prices_statistics_trades_and_links()
    {
        await market.Client.StepAsync(20);
        var page = await OpenAsync(market.Address, Path, options => options.JavaScriptEnabled = false);
        var quote = await market.Client.GetJsonAsync("/quotes/AAPL");

        foreach (var field in new[] { "price", "bid", "ask", "bidSize", "askSize", "open", "vwap", "volume" })
            await Expect(page.Locator($"[data-field='{field}']")).ToHaveAttributeAsync("data-value", quote.GetProperty(field).GetRawText());
        await Expect(page.Locator(".first-plot polyline")).ToHaveAttributeAsync("points", new Regex(@"\d"));
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Recent trades" }).Locator("tbody tr").First).ToBeVisibleAsync();
        foreach (var name in new[] { "Alert", "Export", "Tools" })
            await Expect(page.Button(name)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: " }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync((await market.Client.SymbolsAsync())[1]);
    }

    private static ILocator Radio(IPage page, string name) => page.GetByRole(AriaRole.Radio, new() { Name = name, Exact = true });

    private static string Price(decimal price) => price.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>The brightness of the chart background, from 0 to 255.</summary>
    private static Task<int> BrightnessAsync(IPage page) =>
        page.EvaluateAsync<int>("() => document.querySelector('#plot canvas').getContext('2d').getImageData(2, 2, 1, 1).data[0]");

    private async Task<IPage> OpenAsync(int width = 1440) =>
        await OpenLiveAsync(market.Address, Path, options => options.ViewportSize = new ViewportSize { Width = width, Height = 900 });

    /// <summary>Waits until the readout matches the server's candle at this distance from the last.</summary>
    private async Task WaitForReadoutAsync(IPage page, int before)
    {
        var candles = (await market.Client.GetJsonAsync("/quotes/AAPL/candles?interval=5s&limit=1000")).GetProperty("candles");
        var candle = candles[candles.GetArrayLength() - 1 - before];
        string Of(string name) => Price(candle.GetProperty(name).GetDecimal());
        await Expect(page.Locator("#readout")).ToContainTextAsync(new Regex($@"O\s*{Of("open")}\s+H\s*{Of("high")}\s+L\s*{Of("low")}\s+C\s*{Of("close")}\s"));
    }
}
