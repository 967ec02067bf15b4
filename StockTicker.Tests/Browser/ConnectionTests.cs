using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The connection state on the page, and reconnecting.</summary>
public sealed class ConnectionTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Manual = [$"--{SteppedMarket.Size}", "--Market:Seed=42", "--Market:Clock=manual", "--Market:Start=2026-01-05T14:30:00Z"];

    [Theory]
    [InlineData(true)]
    [LongInlineData(false)]
    public async Task Prices_are_stale_while_the_server_is_silent_and_the_page_reconnects_when_it_is_back_on_the_same_port(bool crashes)
    {
        Expected.Add("net::ERR_");
        await using var first = ApplicationProcess.Start([.. Manual, "--Streaming:HeartbeatInterval=00:00:01"]);
        var address = await first.ListeningAsync();
        var page = await OpenLiveAsync(address);

        // After two missed heartbeats, until the server sends again.
        first.Freeze();
        await page.WaitForConnectionAsync("stale");
        first.Thaw();
        await page.WaitForConnectionAsync("live");
        using (var client = await first.ConnectAsync())
        {
            await page.WaitForPaintAsync(await client.StepAsync(5));
            Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(client));
        }

        if (crashes)
            await first.KillAsync();
        else
            first.Terminate();
        await page.WaitForConnectionAsync("reconnecting");
        await first.ExitAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Connection lost. Prices are not current.");

        var second = Serve(ApplicationProcess.Start([.. Manual, "--urls", address.GetLeftPart(UriPartial.Authority)]));
        using var again = await second.ConnectAsync();
        await page.WaitForConnectionAsync("live");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Prices are live again.");
        // The new market is behind the page, so the page goes back.
        Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(again));
        await page.WaitForPaintAsync(await again.StepAsync());
        Assert.Equal(SteppedMarket.Count, await page.AssertQuotesAsync(again));
    }

    [Fact]
    public async Task A_market_on_the_system_clock_moves_by_itself_and_is_stale_when_it_stops_even_if_heartbeats_arrive()
    {
        var application = Serve(new TickerApplication(SteppedMarket.Size, "Market:QuotesPerUpdate=20", "Market:Clock=system", "Streaming:HeartbeatInterval=00:00:01"));
        var page = await OpenLiveAsync(application.Address);
        var (id, rows) = await page.ReadAsync();

        await Eventually.TrueAsync(async () => (await page.ReadAsync()).Rows.Count(row => row.Value["price"] != rows[row.Key]["price"]) > 20);
        Assert.NotEqual(id, (await page.ReadAsync()).Id);
        await page.WaitForConnectionAsync("live");

        application.Services.GetRequiredService<StockHub>().Complete();
        await page.WaitForConnectionAsync("stale");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("No new prices. Those shown are stale.");
    }

    [Fact]
    public async Task A_browser_without_a_network_is_offline_until_it_returns()
    {
        Expected.Add("net::ERR_");
        var application = Serve(new TickerApplication(SteppedMarket.Size));
        using var client = application.Connect();
        var page = await OpenLiveAsync(application.Address);
        // The first question reaches the server just before the network is gone.
        var isFirst = 1;
        await page.RouteAsync("**/health/live", route => Interlocked.Exchange(ref isFirst, 0) == 1 ? route.FulfillAsync(new() { Status = 200 }) : route.ContinueAsync());

        await page.Context.SetOfflineAsync(true);
        await page.WaitForConnectionAsync("offline");
        await page.Context.SetOfflineAsync(false);

        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await client.StepAsync());
    }
}
