using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The shared stream when tabs, the network, or the server fail.</summary>
public sealed class SharedRecoveryTests(Chromium chromium, SteppedMarket market) : SharedStreamTest(chromium, market)
{
    [Theory]
    [LongInlineData(SharingMode.Worker)]
    [InlineData(SharingMode.Leader)]
    public async Task The_stream_continues_when_tabs_close_or_crash_and_ends_with_the_last(SharingMode sharing)
    {
        // The first tab or its process owns the stream, so it is among those that close.
        var first = await OpenFirstAsync(Address, sharing);
        await first.WaitForConnectionAsync("live");
        var tabs = new List<IPage>();
        while (tabs.Count < 4)
            tabs.Add(await OpenNextAsync(first, Address));
        foreach (var tab in tabs)
            await tab.WaitForConnectionAsync("live");

        await CrashAsync(first);
        await WaitForClientsAsync(Client, 1);
        await AssertTabsShowAsync(tabs, Client, await Client.StepAsync());

        await tabs[0].CloseAsync();
        await CrashAsync(tabs[1]);
        tabs.RemoveRange(0, 2);
        await WaitForClientsAsync(Client, 1);
        await AssertTabsShowAsync(tabs, Client, await Client.StepAsync());

        // A crashed tab does not keep the stream open for a paused one.
        await tabs[0].Button("Pause").ClickAsync();
        await tabs[0].WaitForConnectionAsync("paused");
        await CrashAsync(tabs[1]);
        await WaitForClientsAsync(Client, 0);
        await tabs[0].WaitForConnectionAsync("paused");

        await tabs[0].Button("Resume").ClickAsync();
        await tabs[0].WaitForConnectionAsync("live");
        await WaitForClientsAsync(Client, 1);
        await tabs[0].CloseAsync();
        await WaitForClientsAsync(Client, 0);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task A_page_catches_up_after_the_back_forward_cache_and_without_a_network(SharingMode sharing)
    {
        Expected.Add("ERR_INTERNET_DISCONNECTED");
        var page = await OpenFirstAsync(Address, sharing);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await Client.StepAsync());

        // A page in the back/forward cache leaves the stream and rejoins it.
        await page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await WaitForClientsAsync(Client, 0);
        await Client.StepAsync(5);
        await page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        await WaitForClientsAsync(Client, 1);
        await AssertTabsShowAsync([page], Client, await Client.StepAsync());
        await page.WaitForConnectionAsync("live");

        // A page without a network says so.
        await page.Context.SetOfflineAsync(true);
        await page.WaitForConnectionAsync("offline");
        var missed = await Client.StepAsync(3);
        await page.Context.SetOfflineAsync(false);
        await page.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([page], Client, missed);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task All_tabs_are_live_again_after_a_server_restart_and_the_inspector_counts_it(SharingMode sharing)
    {
        Expected.AddRange(["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"]);
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        string[] arguments = ["--urls", url, $"--{SteppedMarket.Size}", "--Market:Seed=42", "--Market:Clock=manual", "--Market:Start=2026-01-05T14:30:00Z"];
        var tabs = new List<IPage>();
        await using (var server = ApplicationProcess.Start(arguments))
        {
            using var client = await server.ConnectAsync();
            tabs.Add(await OpenFirstAsync(client.BaseAddress!, sharing));
            while (tabs.Count < TestLength.Choose(2, 3))
                tabs.Add(await OpenNextAsync(tabs[0], client.BaseAddress!));
            foreach (var tab in tabs)
                await tab.WaitForConnectionAsync("live");
            await AssertTabsShowAsync(tabs, client, await client.StepAsync(5));
            await server.KillAsync();
        }
        foreach (var tab in tabs)
            await tab.WaitForConnectionAsync("reconnecting");

        arguments[^1] = "--Market:Start=2026-01-06T14:30:00Z";
        var restarted = Serve(ApplicationProcess.Start(arguments));
        using var other = await restarted.ConnectAsync();

        foreach (var tab in tabs)
            await tab.WaitForConnectionAsync("live");
        await AssertTabsShowAsync(tabs, other, await other.StepAsync());
        await WaitForClientsAsync(other, 1);
        await tabs[0].Keyboard.PressAsync("i");
        await Expect(InspectorTests.Fact(tabs[0], "Reconnects")).ToHaveTextAsync(new Regex("^[1-9]"));
    }

    private static async Task CrashAsync(IPage page)
    {
        var crashed = new TaskCompletionSource();
        page.Crash += (_, _) => crashed.TrySetResult();
        var session = await page.Context.NewCDPSessionAsync(page);
        // Never completes.
        _ = session.SendAsync("Page.crash").ContinueWith(task => task.Exception, TaskScheduler.Default);
        await crashed.Task.WaitAsync(TestTimeout.Token);
    }
}
