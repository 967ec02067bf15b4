using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Market;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The pages of a market that is fed or replayed.</summary>
public sealed class SourceTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task An_open_board_adds_a_row_for_each_instrument_that_a_feed_lists()
    {
        var application = Serve(new TickerApplication("Market:Source=feed"));
        using var client = application.Connect().As(Tokens.Make("feed"));
        var page = await OpenLiveAsync(application.Address);
        await Expect(page.Rows()).ToHaveCountAsync(0);

        await page.WaitForPaintAsync(await client.FeedAsync("""[{"symbol":"SHIB/USDT","price":"0.00001234","size":5}]"""));
        await Expect(page.Cell("SHIB/USDT", "price")).ToHaveTextAsync("0.00001234");
        await page.WaitForPaintAsync(await client.FeedAsync("""[{"symbol":"CL=F","price":-37.63},{"symbol":"SHIB/USDT","price":"0.00001233"}]"""));

        await Expect(page.Rows()).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "All sectors" })).ToHaveTextAsync("All sectors2");
        await Expect(page.Cell("CL=F", "price")).ToHaveTextAsync("−37.63");
        await Expect(page.Cell("SHIB/USDT", "price")).ToHaveTextAsync("0.00001233");
        await Expect(page.Cell("SHIB/USDT", "bid")).ToHaveTextAsync("–");
        await page.SearchBox().FillAsync("shib");
        await Expect(page.Rows()).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_next_day_has_changes_the_heat_map_has_a_scale_for_a_crash_and_what_is_not_known_is_a_dash()
    {
        var application = Serve(new TickerApplication("Market:Source=feed"));
        using var client = application.Connect().As(Tokens.Make("feed"));
        await client.FeedAsync($$"""[{"symbol":"A","price":100,"time":{{TickerApplication.Start - 86_400_000}}}]""");
        var page = await OpenLiveAsync(application.Address, "/?view=map");
        var tile = page.Locator("#map [data-tile='A']");
        await Expect(tile).ToHaveTextAsync("A–");
        await Expect(page.Locator(".map-scale li").Last).ToHaveTextAsync("+3%");

        await page.WaitForPaintAsync(await client.FeedAsync($$"""[{"symbol":"A","price":80,"time":{{TickerApplication.Start}}}]"""));

        await Expect(tile).ToHaveTextAsync("A−20.00%");
        await Expect(tile).ToHaveAttributeAsync("data-heat", "3");
        await Expect(page.Locator(".map-scale li")).ToHaveTextAsync(["−30%", "−20%", "−10%", "0", "+10%", "+20%", "+30%"]);
        await page.GotoAsync(new Uri(application.Address, "/stocks/A").AbsoluteUri);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await client.FeedAsync("""[{"symbol":"A","price":81}]"""));
        await Expect(page.Locator("[data-field='previousClose']")).ToHaveTextAsync("100.00");
        await Expect(page.Locator("[data-field='marketValue']")).ToHaveTextAsync("–");
    }

    [Fact]
    public async Task Cells_of_an_instrument_look_stale_while_its_feed_is_silent()
    {
        // Heartbeats must not set the page's clock while the test does.
        var application = Serve(new TickerApplication(
            "Market:Source=feed", "Market:Clock=system", "Market:StaleAfter=00:05:00", "Streaming:HeartbeatInterval=00:05:00"));
        using var client = application.Connect().As(Tokens.Make("feed"));
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync(application.Address.AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("live");
        await FeedAsync(TimeSpan.FromMinutes(-4), "SILENT", "AGAIN");
        await FeedAsync(TimeSpan.Zero, "NEW");
        await Expect(page.Rows()).ToHaveCountAsync(3);

        // Less than two heartbeats, after which the connection would be stale.
        await page.Clock.FastForwardAsync(3 * 60_000);

        await Expect(page.Cell("SILENT", "price")).ToHaveCSSAsync("font-style", "italic");
        await Expect(page.Cell("AGAIN", "changePercent")).ToHaveCSSAsync("font-style", "italic");
        await Expect(page.Cell("NEW", "price")).ToHaveCSSAsync("font-style", "normal");
        await FeedAsync(TimeSpan.Zero, "AGAIN");
        await Expect(page.Cell("AGAIN", "price")).ToHaveCSSAsync("font-style", "normal");
        await Expect(page.Cell("SILENT", "price")).ToHaveCSSAsync("font-style", "italic");
        await page.WaitForConnectionAsync("live");

        async Task FeedAsync(TimeSpan age, params string[] symbols)
        {
            var time = DateTimeOffset.UtcNow + age;
            using var response = await client.PostAsync("/market/trades", new StringContent(
                $"[{string.Join(',', symbols.Select(symbol => $$"""{"symbol":"{{symbol}}","price":1,"time":{{time.ToUnixTimeMilliseconds()}}}"""))}]",
                new MediaTypeHeaderValue("application/json")), TestTimeout.Token);
            response.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task Pages_say_that_the_market_is_a_replay_and_an_operator_pauses_it_seeks_and_changes_its_speed()
    {
        Expected.AddRange("401 (Unauthorized)", "400 (Bad Request)");
        using var folder = new MarketFolder();
        var path = folder.Write("A.csv", "time,price\n" + string.Concat(Enumerable.Range(0, 60).Select(minute =>
            $"2026-01-05T14:{minute:00}:00Z,{(minute == 1 ? "cheap" : minute)}\n")));
        var application = Serve(new TickerApplication("Market:Source=replay", $"Market:Replay={path}", "Market:Clock=system"));
        var page = await OpenAsync(application.Address, "/status");
        var section = page.GetByRole(AriaRole.Region, new() { Name = "Replay" });
        var state = page.Locator("#replay-state");
        await page.Button("Pause").ClickAsync();
        await Expect(section.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Sign in with a token that has the scope market.");

        await page.GotoAsync(new Uri(application.Address, "/signin?returnUrl=/status").AbsoluteUri);
        await page.GetByLabel("Token").FillAsync(Tokens.Make("market"));
        await page.Button("Sign in").ClickAsync();
        await page.Button("Pause").ClickAsync();
        await Expect(page.Button("Continue")).ToBeVisibleAsync();
        await Expect(state).ToHaveTextAsync("Paused, speed 1");
        await section.GetByLabel("Speed").SelectOptionAsync("10");
        await Expect(state).ToHaveTextAsync("Paused, speed 10");
        var position = section.GetByLabel("Position, UTC");
        await position.FillAsync("soon");
        await page.Button("Go").ClickAsync();
        await Expect(section.GetByRole(AriaRole.Alert)).ToContainTextAsync("position must be a time");
        // The server may be in another zone.
        await position.FillAsync("2026-01-05T14:30:20");
        await page.Button("Go").ClickAsync();
        await Expect(page.Locator("#replay-position")).ToHaveTextAsync("2026-01-05T14:30:20.000Z");
        await Expect(section.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["A.csv, line 3, column price: 'cheap': not a number"]);

        await page.GotoAsync(application.Address.AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Note)).ToHaveTextAsync("Replay of 5 January 2026, 14:30:20 UTC. Prices are not current.");
        await Expect(page.Cell("A", "price")).ToHaveAttributeAsync("data-value", "30.00");

        // The notice follows the prices, as they go on from the position.
        using var client = new HttpClient { BaseAddress = application.Address, DefaultRequestHeaders = { Authorization = new("Bearer", Tokens.Make("market")) } };
        using var goOn = await client.PostAsJsonAsync("/market/replay", new { pause = false, speed = "max" }, TestTimeout.Token);
        await Expect(page.GetByRole(AriaRole.Note)).ToHaveTextAsync("Replay of 5 January 2026, 14:59:00 UTC. Prices are not current.");
    }
}
