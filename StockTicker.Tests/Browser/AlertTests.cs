using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Price alerts stored on the device.</summary>
public sealed class AlertTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    // Replaces and counts sounds and notifications outside of the page.
    private const string Counters =
        """
        globalThis.asked = 0;
        globalThis.notified = [];
        globalThis.sounds = 0;
        globalThis.Notification = class extends EventTarget {
          static permission = 'default';
          static async requestPermission() { asked++; return (Notification.permission = 'granted'); }
          constructor(title, { body }) { super(); notified.push(body); }
        };
        const Audio = AudioContext;
        globalThis.AudioContext = class extends Audio { constructor() { super(); sounds++; } };
        """;

    [Fact]
    public async Task An_alert_can_be_set_by_keyboard_asks_for_permission_only_then_and_plays_a_sound_if_enabled()
    {
        var page = await OpenAsync("/stocks/AAPL");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => asked"));

        await SetAsync(page, "10000");

        await Expect(page.Locator(".alert-list li")).ToHaveTextAsync(["AAPL rises to 10,000.00ArmedRemove"]);
        Assert.Equal(1, await page.EvaluateAsync<int>("() => asked"));
        // The same alert again is no second one; another of the same instrument is.
        await page.Keyboard.TypeAsync("10000");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Threshold(page)).ToHaveValueAsync("");
        await Expect(page.Locator(".alert-list li")).ToHaveCountAsync(1);
        await page.Keyboard.TypeAsync("0.01");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".alert-list li")).ToHaveCountAsync(2);
        await Expect(page.Locator(".alert-list li").Last).ToContainTextAsync("AAPL falls to 0.01");
        Assert.Equal(1, await page.EvaluateAsync<int>("() => asked"));

        await page.Button("Remove: AAPL falls to 0.01").PressAsync("Enter");
        await Expect(page.Locator(".alert-list li")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("a");
        await page.GetByLabel("Play a sound").CheckAsync();
        await Threshold(page).FillAsync("0.01");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Rises to" }).CheckAsync(new() { Force = true });
        await Threshold(page).PressAsync("Enter");
        await Expect(page.Locator(".panel .problem")).ToHaveTextAsync("AAPL is already there.");
        await Eventually.TrueAsync(async () =>
        {
            await market.Client.StepAsync();
            return await page.EvaluateAsync<int>("() => sounds") == 1;
        });
    }

    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [LongInlineData(1440, ColorScheme.Light)]
    public async Task An_alert_fires_once_silently_and_again_after_it_is_set_again(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/stocks/AAPL", options =>
        {
            options.ViewportSize = new ViewportSize { Width = width, Height = 844 };
            options.ColorScheme = scheme;
        });
        var price = await PriceAsync("AAPL");
        await SetAsync(page, Text(price + 0.01m));
        await page.Keyboard.PressAsync("Escape");

        await StepUntilAsync(page, "AAPL", now => now > price);

        var notice = page.Locator(".price-alert");
        await Expect(notice).ToHaveCountAsync(1);
        await Expect(notice).ToContainTextAsync($"at or above {Text(price + 0.01m)}");
        // Announced and shown by the system, but not shown as an operator's notice.
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("AAPL is at");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await page.WaitForPaintAsync(await market.Client.StepAsync(30));
        await StepUntilAsync(page, "AAPL", now => now > price);
        await Expect(notice).ToHaveCountAsync(1);
        await Eventually.TrueAsync(async () => await page.EvaluateAsync<int>("() => notified.length") == 1);

        await page.Button("Set again").ClickAsync();
        // It is set soon after the click, and fires at the next price above the threshold.
        await Eventually.TrueAsync(async () =>
        {
            await market.Client.StepAsync();
            return await page.EvaluateAsync<int>("() => notified.length") == 2;
        });
        Assert.Equal(0, await page.EvaluateAsync<int>("() => sounds"));
    }

    [Fact]
    public async Task An_alert_set_on_the_board_fires_on_the_page_of_another_instrument()
    {
        var page = await OpenAsync("/");
        await page.Row("MSFT").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(page.GetByLabel("Symbol")).ToHaveValueAsync("MSFT");
        await Expect(Threshold(page)).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Moves by %" }).CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Per cent" }).FillAsync("0.01");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".alert-list li")).ToContainTextAsync("MSFT moves by 0.01% from");

        await page.GotoAsync(new Uri(market.Address, "/stocks/AAPL").AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        var before = await PriceAsync("MSFT");
        await StepUntilAsync(page, "MSFT", now => Math.Abs(now - before) > before * 0.0002m);

        await Expect(page.Locator(".price-alert")).ToContainTextAsync("MSFT is at");
    }

    [Fact]
    public async Task Only_one_of_several_tabs_notifies()
    {
        var one = await OpenAsync("/stocks/AAPL");
        var other = await one.Context.NewPageAsync();
        await other.AddInitScriptAsync(Counters);
        await other.GotoAsync(new Uri(market.Address, "/stocks/AAPL").AbsoluteUri);
        await other.WaitForConnectionAsync("live");
        var price = await PriceAsync("AAPL");

        await SetAsync(other, Text(price + 0.01m));
        await Expect(other.Locator(".alert-list li")).ToHaveCountAsync(1);
        await StepUntilAsync(other, "AAPL", now => now > price);

        await Expect(other.Locator(".alert-list li.fired")).ToHaveCountAsync(1);
        await Eventually.TrueAsync(async () => await NoticesAsync() == 1);
        // Not later in the other tab either.
        var id = await market.Client.StepAsync();
        await one.WaitForPaintAsync(id);
        await other.WaitForPaintAsync(id);
        Assert.Equal(1, await NoticesAsync());

        async Task<int> NoticesAsync() => await one.Locator(".price-alert").CountAsync() + await other.Locator(".price-alert").CountAsync();
    }

    [Fact]
    public async Task The_bell_of_a_row_sets_an_alert_by_pointer_or_keyboard_and_an_unknown_symbol_is_rejected_by_name()
    {
        Expected.Add("404 (Not Found)");
        var page = await OpenAsync("/");

        await page.Row("GOOGL").HoverAsync();
        await page.Row("GOOGL").GetByRole(AriaRole.Button, new() { Name = "Set an alert" }).ClickAsync();
        await Expect(page.GetByLabel("Symbol")).ToHaveValueAsync("GOOGL");
        await Expect(Threshold(page)).ToBeFocusedAsync();
        await CloseAsync(page);

        // In tab order, the bell follows the link of its row.
        await page.Row("MSFT").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Button("Set an alert for MSFT")).ToBeFocusedAsync();
        await Expect(page.Button("Set an alert for MSFT")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Symbol")).ToHaveValueAsync("MSFT");
        await CloseAsync(page);

        await page.Button("Tools").ClickAsync();
        await page.Button("Price alerts").ClickAsync();
        await page.GetByLabel("Symbol").FillAsync("nosuch");
        await Threshold(page).FillAsync("5");
        await Eventually.TrueAsync(async () =>
            await page.GetByLabel("Symbol").EvaluateAsync<string>("input => input.validationMessage") == "No instrument is called nosuch.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".alert-list li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task On_touch_screens_every_row_has_a_bell_large_enough_to_tap()
    {
        var page = await OpenAsync("/", options =>
        {
            options.ViewportSize = new ViewportSize { Width = 1024, Height = 844 };
            (options.HasTouch, options.IsMobile) = (true, true);
        });

        foreach (var width in new[] { 1024, 390 })
        {
            await ShowOnAsync(page, (width, ColorScheme.Light));
            await Expect(page.Locator(".row-alert:visible")).ToHaveCountAsync(SteppedMarket.Count);
            var bell = await page.Button("Set an alert for GOOGL").BoundingBoxAsync();
            Assert.True(bell is { Width: >= 30, Height: >= 30 }, $"At {width} the bell has {bell!.Width} × {bell.Height} pixels.");
            var star = await page.Button("Watch GOOGL").BoundingBoxAsync();
            Assert.True(star is { Width: >= 30, Height: >= 30 }, $"At {width} the star has {star!.Width} × {star.Height} pixels.");
            // The name ends to the left of the bell.
            var name = await page.Row("GOOGL").Locator(".company").BoundingBoxAsync();
            Assert.True(name!.X + name.Width <= bell.X);

            await page.Button("Set an alert for GOOGL").TapAsync();
            await Expect(page.GetByLabel("Symbol")).ToHaveValueAsync("GOOGL");
            await CloseAsync(page);
        }
    }

    [Fact]
    public async Task Account_alerts_read_like_device_alerts()
    {
        var page = await OpenAsync("/stocks/AAPL");
        var asked = new List<string>();
        var armed = false;
        await page.RouteAsync("**/me/alerts**", async route =>
        {
            asked.Add($"{route.Request.Method} {new Uri(route.Request.Url).AbsolutePath} {route.Request.PostData}".TrimEnd());
            var alert = """{"id":7,"symbol":"AAPL","condition":"above","threshold":5.5,"reference":5,"armed":ARMED,"armedAt":1FIRED}"""
                .Replace("ARMED", armed ? "true" : "false", StringComparison.Ordinal)
                .Replace("FIRED", armed ? "" : ""","firedAt":1767623400000,"firedPrice":5.6""", StringComparison.Ordinal);
            armed = true;
            await route.FulfillAsync(route.Request.Method switch
            {
                "DELETE" => new() { Status = 204 },
                "POST" => new() { Status = 200, ContentType = "application/json", Body = alert },
                _ => new() { ContentType = "application/json", Body = $$"""{"alerts":[{{alert}}],"limit":100}""" },
            });
        });

        var states = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { AccountAlerts } = await import('/js/alerts/account-alerts.js');
              const alerts = new AccountAlerts();
              const states = [];
              alerts.addEventListener('change', () => states.push(alerts.list.map(({ id, symbol, fired }) => `${id} ${symbol} ${fired?.price ?? 'waits'}`).join()));
              await alerts.load();
              await alerts.rearm('7');
              await alerts.remove('7');
              // A new page receives the newest alert again, but it is announced once.
              alerts.addEventListener('fired', ({ detail }) => states.push(`${detail.symbol} fired at ${detail.fired.price}`));
              const event = { symbol: 'AAPL', condition: 'above', threshold: 5.5, price: 5.6, time: 1 };
              await alerts.receive(event);
              await alerts.receive(event);
              return states;
            }
            """);

        Assert.Equal(["7 AAPL 5.6", "7 AAPL waits", "7 AAPL waits", "7 AAPL waits", "AAPL fired at 5.6", "7 AAPL waits"], states);
        Assert.Equal(
            ["GET /me/alerts", """POST /me/alerts {"symbol":"AAPL","condition":"above","threshold":5.5}""", "GET /me/alerts", "DELETE /me/alerts/7", "GET /me/alerts"],
            asked[..5]);
    }

    private static ILocator Threshold(IPage page) => page.GetByRole(AriaRole.Spinbutton, new() { Name = "Price" });

    private static string Text(decimal price) => price.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task SetAsync(IPage page, string threshold)
    {
        await page.Keyboard.PressAsync("a");
        await Expect(Threshold(page)).ToBeFocusedAsync();
        await Expect(page.Locator(".now")).ToContainTextAsync("AAPL is at");
        await page.Keyboard.TypeAsync(threshold);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Threshold(page)).ToHaveValueAsync("");
    }

    private static async Task CloseAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsync(string path, Action<BrowserNewContextOptions>? choose = null)
    {
        var page = await NewPageAsync(choose);
        await page.AddInitScriptAsync(Counters);
        await page.GotoAsync(new Uri(market.Address, path).AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        return page;
    }

    private async Task<decimal> PriceAsync(string symbol) => (await market.Client.GetJsonAsync($"/quotes/{symbol}")).GetProperty("price").GetDecimal();

    /// <summary>Steps the market until a price reaches the target and the page shows it.</summary>
    private async Task StepUntilAsync(IPage page, string symbol, Predicate<decimal> isThere)
    {
        for (var i = 0; i < 2000; i++)
        {
            var id = await market.Client.StepAsync();
            if (!isThere(await PriceAsync(symbol)))
                continue;
            await page.WaitForPaintAsync(id);
            return;
        }
        Assert.Fail($"{symbol} never came there.");
    }
}
