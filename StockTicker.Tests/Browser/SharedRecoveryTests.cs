using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>The shared stream when tabs, the network, or the server fail.</summary>
public sealed class SharedRecoveryTests(Chromium chromium) : SharedStreamTest(chromium)
{
    [Theory]
    [InlineData(SharingMode.Worker)]
    [InlineData(SharingMode.Leader)]
    public async Task The_stream_continues_when_tabs_close_or_crash(SharingMode sharing)
    {
        var application = Start();
        using var client = application.Connect();
        // The first tab or its process owns the stream, so it is among those that close.
        var first = await OpenFirstAsync(application.Address, sharing);
        await first.WaitForConnectionAsync("live");
        var tabs = new List<IPage>();
        while (tabs.Count < 4)
            tabs.Add(await OpenNextAsync(first, application.Address));
        foreach (var tab in tabs)
            await tab.WaitForConnectionAsync("live");

        await CrashAsync(first);
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 1);
        await AssertTabsShowAsync(tabs, client, await client.StepAsync());

        await tabs[0].CloseAsync();
        await CrashAsync(tabs[1]);
        tabs.RemoveRange(0, 2);
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 1);
        await AssertTabsShowAsync(tabs, client, await client.StepAsync());

        foreach (var tab in tabs)
            await tab.CloseAsync();
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task A_crashed_tab_does_not_keep_the_stream_open(SharingMode sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var paused = await OpenFirstAsync(application.Address, sharing);
        await paused.WaitForConnectionAsync("live");
        await paused.Button("Pause").ClickAsync();
        var crashed = await OpenNextAsync(paused, application.Address);
        await crashed.WaitForConnectionAsync("live");

        await CrashAsync(crashed);

        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
        await paused.WaitForConnectionAsync("paused");
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task A_page_in_the_back_forward_cache_leaves_the_stream_and_rejoins_it(SharingMode sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, sharing);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await client.StepAsync());

        await page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
        await client.StepAsync(5);
        await page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 1);
        await AssertTabsShowAsync([page], client, await client.StepAsync());
        await page.WaitForConnectionAsync("live");
    }

    [Fact]
    public async Task A_tab_without_a_network_says_so_and_later_catches_up()
    {
        Expected.Add("ERR_INTERNET_DISCONNECTED");
        var application = Start();
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, SharingMode.Worker);
        await page.WaitForConnectionAsync("live");

        await page.Context.SetOfflineAsync(true);
        await page.WaitForConnectionAsync("offline");
        var missed = await client.StepAsync(3);
        await page.Context.SetOfflineAsync(false);

        await page.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([page], client, missed);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [InlineData(SharingMode.Leader)]
    public async Task All_tabs_are_live_again_after_a_server_restart(SharingMode sharing)
    {
        Expected.AddRange(["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"]);
        var url = $"http://127.0.0.1:{FreePort()}";
        string[] arguments = ["--urls", url, "--Market:Seed=42", "--Market:Clock=manual", "--Market:Start=2026-01-05T14:30:00Z"];
        var tabs = new List<IPage>();
        await using (var server = ApplicationProcess.Start(arguments))
        {
            using var client = await server.ConnectAsync();
            tabs.Add(await OpenFirstAsync(client.BaseAddress!, sharing));
            while (tabs.Count < 3)
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
