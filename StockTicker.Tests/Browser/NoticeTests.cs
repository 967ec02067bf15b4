using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>Notices from operators on the page.</summary>
public sealed class NoticeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_notice_appears_at_once_and_for_later_visitors_until_dismissed()
    {
        const string Words = "The exchange closes early today. <img src=x onerror=alert(1)>";
        var application = Serve(new TickerApplication(SteppedMarket.Size));
        using var client = application.Connect();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));
        var early = await OpenLiveAsync(application.Address);

        using var response = await client.PostAsJsonAsync("/broadcast/notices", new { message = Words }, TestTimeout.Token);
        response.EnsureSuccessStatusCode();

        await Expect(early.GetByRole(AriaRole.Alert)).ToContainTextAsync(Words);
        var late = await OpenLiveAsync(application.Address);
        await Expect(late.GetByRole(AriaRole.Alert)).ToContainTextAsync(Words);

        await late.Button("Dismiss").ClickAsync();
        await Expect(late.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await late.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await late.WaitForConnectionAsync("live");
        // Events after the notice are painted, but the notice is not.
        await late.WaitForPaintAsync(await client.StepAsync());
        await Expect(late.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(early.GetByRole(AriaRole.Alert)).ToHaveCountAsync(1);
    }
}
