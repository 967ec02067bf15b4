using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The tutorial at <c>/learn</c>: each step shows its source code, and its experiments do what they say.</summary>
public sealed partial class LearnTests(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    [Fact]
    public async Task Without_scripts_text_and_commands_are_readable_and_the_code_is_that_of_the_source_files()
    {
        var page = await OpenAsync(market.Address, "/learn", options => options.JavaScriptEnabled = false);

        await Expect(page.Locator(".lesson")).ToHaveCountAsync(9);
        for (var step = 1; step <= 9; step++)
        {
            var lesson = page.Locator(".lesson").Nth(step - 1);
            await Expect(lesson.Locator(".lesson-number")).ToHaveTextAsync($"Step {step}");
            await Expect(lesson.Locator(".code").First).ToBeVisibleAsync();
            await Expect(lesson.Locator(".code").First).ToContainTextAsync("namespace StockTicker.");
            await Expect(lesson.Locator(".curl pre").First).ToBeVisibleAsync();
        }
        await Expect(page.Button("Start")).ToHaveCountAsync(0);
        await Expect(page.Locator("noscript p")).ToBeVisibleAsync();
        var sources = await page.Locator(".source").AllAsync();
        Assert.InRange(sources.Count, 9, 30);
        foreach (var source in sources)
        {
            var path = await source.Locator("summary code").TextContentAsync();
            var shown = await source.Locator(".code").TextContentAsync();

            Assert.Equal((await File.ReadAllTextAsync(Path.Combine(ApplicationProcess.Repository, path!), TestTimeout.Token)).Trim(), shown!.Trim());
        }
    }

    [Fact]
    public async Task Time_notifications_and_prices_arrive_in_both_panes_and_one_step_runs_at_a_time()
    {
        var page = await OpenAsync(market.Address, "/learn");
        var time = await StartAsync(page, "time");
        await Expect(time.Locator(".wire")).ToContainTextAsync("data: Current time: 20");
        await Expect(time.Locator(".event", new() { HasText = "Current time: 20" }).First).ToBeVisibleAsync();

        var named = await StartAsync(page, "named");
        await Expect(time).Not.ToHaveClassAsync(Running());
        await Expect(Events(named, "hello")).ToHaveCountAsync(1);
        var board = await OpenLiveAsync(market.Address);
        await named.GetByRole(AriaRole.Button, new() { Name = "Trigger a notification" }).ClickAsync();
        await Expect(Events(named, "notification")).ToHaveCountAsync(1);
        await Expect(board.GetByRole(AriaRole.Alert).Last).ToContainTextAsync("You have a new message!");
        await Expect(named.Locator(".wire")).ToContainTextAsync("event: notification");

        var stocks = await StartAsync(page, "stocks");
        await Expect(stocks.Locator(".prices tbody tr")).ToHaveCountAsync(5);
        await market.Client.StepAsync(5);
        var prices = await market.Client.PricesAsync();
        foreach (var row in await stocks.Locator(".prices tbody tr").AllAsync())
            await Expect(row.Locator("td").First).ToHaveTextAsync(Display(prices[await row.Locator("th").InnerTextAsync()]));
    }

    [Fact]
    public async Task After_a_cut_the_browser_reconnects_and_continues_after_the_last_id()
    {
        Expected.Add("Failed to load resource");
        var page = await OpenAsync(market.Address, "/learn");
        var lab = await StartAsync(page, "reliable");
        await Expect(Events(lab, "message")).Not.ToHaveCountAsync(0);
        await Expect(lab.Locator(".wire")).ToContainTextAsync("data: Message #1");

        await lab.GetByRole(AriaRole.Button, new() { Name = "Cut the connection" }).ClickAsync();

        await Expect(lab.Locator(".event", new() { HasText = "readyState 0" })).ToHaveCountAsync(1);
        await Expect(lab.Locator(".wire")).ToContainTextAsync(ResumedRequest());
        await Expect(lab.Locator(".event", new() { HasText = "readyState 1" })).ToHaveCountAsync(2);
        await page.WaitForFunctionAsync(
            "() => document.querySelector('[data-lab=reliable] .events').lastElementChild.dataset.type === 'message'");
        var messages = await Events(lab, "message").Locator(".event-data").AllInnerTextsAsync();
        Assert.Equal(Enumerable.Range(1, messages.Count).Select(number => $"Message #{number}"), messages);
    }

    [Fact]
    public async Task A_slower_reader_gets_merged_updates()
    {
        var page = await OpenAsync(market.Address, "/learn");
        var lab = await StartAsync(page, "conflation");
        await Expect(Events(lab, "snapshot")).ToHaveCountAsync(1);
        await lab.GetByRole(AriaRole.Button, new() { Name = "5 s" }).ClickAsync();
        await Expect(lab.GetByRole(AriaRole.Button, new() { Name = "5 s" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Events(lab, "snapshot")).ToHaveCountAsync(1);

        // Until the five seconds of market time are over, and some of the three have traded more than once.
        await Eventually.TrueAsync(async () =>
        {
            await market.Client.StepAsync(50);
            return await lab.Locator("mark").CountAsync() > 0;
        });

        await Expect(lab.Locator("mark").First).ToContainTextAsync("merged");
    }

    [Fact]
    public async Task A_personal_stream_needs_a_user_and_a_ticket_opens_one_connection()
    {
        Expected.Add("Failed to load resource");
        var page = await OpenAsync(market.Address, "/learn");
        var cookie = await StartAsync(page, "protected");
        await Expect(cookie.Locator(".wire")).ToContainTextAsync("401");
        await Expect(cookie.Locator(".event", new() { HasText = "readyState 2" })).ToHaveCountAsync(1);
        await Expect(cookie.Locator("[data-do='toggle']")).ToHaveTextAsync("Start");
        await StartAsync(page, "ticket");
        await Expect(page.Locator("[data-lab='ticket'] .events")).ToContainTextAsync("POST /stream/ticket: 401.");
        await page.Locator("#protected").GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ada Example" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/learn#protected$"));
        await Expect(page.Locator("#protected")).ToContainTextAsync("signed in as Ada Example");

        cookie = await StartAsync(page, "protected");
        await Expect(Events(cookie, "message")).ToHaveTextAsync(new Regex("Welcome Ada Example!"));
        await cookie.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        var ticket = await StartAsync(page, "ticket");
        await Expect(Events(ticket, "message")).ToHaveCountAsync(1);
        await Expect(ticket.Locator(".wire")).ToContainTextAsync("Welcome Ada Example!");
        await ticket.GetByRole(AriaRole.Button, new() { Name = "Use the ticket again" }).ClickAsync();
        await Expect(ticket.Locator(".lab-answer")).ToContainTextAsync("401: The ticket is unknown, expired or used.");
        await ticket.GetByRole(AriaRole.Button, new() { Name = "Cut the connection" }).ClickAsync();

        // The browser tries the used ticket, gives up, and the page opens a new source.
        await Expect(ticket.Locator(".event", new() { HasText = "readyState 2" })).ToHaveCountAsync(1);
        await Expect(Events(ticket, "message")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_last_steps_measure_a_stream_join_a_channel_twice_and_shut_down()
    {
        Expected.Add("Failed to load resource");
        var page = await OpenAsync(market.Address, "/learn");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read for five seconds" }).ClickAsync();
        await Expect(page.Locator("#test-client .lab-state")).ToHaveTextAsync("Done");
        await Expect(page.Locator("[data-measure='first']")).Not.ToHaveTextAsync("–");
        await Expect(page.Locator("[data-measure='updates']")).ToHaveTextAsync("0");
        await Expect(page.Locator("[data-measure='disorder']")).ToHaveTextAsync("0");

        var first = await StartAsync(page, "first");
        await Expect(Events(first, "hello")).ToHaveCountAsync(1);
        await first.GetByRole(AriaRole.Button, new() { Name = "Trigger a notification" }).ClickAsync();
        await Expect(Events(first, "notification")).ToHaveCountAsync(1);
        var second = await StartAsync(page, "second");
        await Expect(Events(second, "notification")).ToHaveCountAsync(1);
        await Expect(page.Locator("[data-measure='notices']")).ToHaveTextAsync("2");
        await second.GetByRole(AriaRole.Button, new() { Name = "Trigger a notification" }).ClickAsync();
        await Expect(Events(first, "notification")).ToHaveCountAsync(2);
        await Expect(Events(second, "notification")).ToHaveCountAsync(2);

        var shutdown = await StartAsync(page, "shutdown");
        await Expect(Events(shutdown, "hello")).ToHaveCountAsync(1);
        await shutdown.GetByRole(AriaRole.Button, new() { Name = "Shut down gracefully" }).ClickAsync();
        await Expect(Events(shutdown, "shutdown")).ToContainTextAsync("draining");
        await Expect(Events(shutdown, "hello")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_page_fits_every_screen_works_by_keyboard_and_links_to_the_other_pages()
    {
        var page = await OpenAsync(market.Address, "/learn");
        foreach (var screen in EveryWidthAndTheme)
        {
            await ShowOnAsync(page, screen);
            Assert.Equal(screen.Width, await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
            var links = page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link);
            await Expect(links).ToHaveTextAsync(["Board", "Learn", "API", "Status"]);
            await Expect(links.Nth(1)).ToHaveAttributeAsync("aria-current", "page");
        }
        var toggle = page.Locator("[data-lab='time'] [data-do='toggle']");
        await toggle.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(toggle).ToHaveTextAsync("Stop");
        await page.Keyboard.PressAsync("Enter");
        await Expect(toggle).ToHaveTextAsync("Start");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Status" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(market.Address, "/status").AbsoluteUri);
        // Without its styles, the page has the links twice.
        await page.WaitForLoadStateAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Board" })).ToBeVisibleAsync();
    }

    private static async Task<ILocator> StartAsync(IPage page, string name)
    {
        var lab = page.Locator($"[data-lab='{name}']");
        await lab.Locator("[data-do='toggle']").ClickAsync();
        return lab;
    }

    private static ILocator Events(ILocator lab, string type) => lab.Locator($".event[data-type='{type}']");

    private static string Display(decimal price) => price.ToString("N2", System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("is-running")]
    private static partial Regex Running();

    [GeneratedRegex(@"GET /reliable-stream\s*Last-Event-ID: \d+")]
    private static partial Regex ResumedRequest();
}
