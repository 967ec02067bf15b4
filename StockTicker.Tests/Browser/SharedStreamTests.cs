using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>One stream for all tabs of a browser.</summary>
public sealed class SharedStreamTests(Chromium chromium) : BrowserTest(chromium)
{
    private const int Tabs = 8;

    private readonly StreamRecorder _recorder = new();

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task Eight_tabs_are_live_at_once_and_move_together_on_one_stream(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var first = await OpenFirstAsync(application.Address, sharing);
        var tabs = new List<IPage> { first };
        while (tabs.Count < Tabs)
            tabs.Add(await OpenNextAsync(first, application.Address));

        foreach (var tab in tabs)
            await tab.IsConnectedAsync("live");
        for (var i = 0; i < 3; i++)
            await EachShowsAsync(tabs, client, await client.StepAsync(2));
        Assert.Equal(1, await ClientsAsync(client));
        // Without a word the page takes the next best way to share; here it took the one that is asked about.
        Assert.Equal(sharing == Sharing.Leader, await first.EvaluateAsync<bool>(
            "async () => (await navigator.locks.query()).held.some(lock => lock.name.includes(' stream '))"));
    }

    [Fact]
    public async Task Where_nothing_can_be_shared_each_tab_has_its_own_stream()
    {
        var application = Start();
        using var client = application.Connect();
        var first = await OpenFirstAsync(application.Address, Sharing.None);
        var second = await OpenNextAsync(first, application.Address);

        await first.IsConnectedAsync("live");
        await second.IsConnectedAsync("live");

        await EachShowsAsync([first, second], client, await client.StepAsync());
        Assert.Equal(2, await ClientsAsync(client));
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task A_tab_that_joins_late_stands_where_the_others_do(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var first = await OpenFirstAsync(application.Address, sharing);
        await first.IsConnectedAsync("live");
        await first.HasPaintedAsync(await client.StepAsync(20));

        var late = await OpenNextAsync(first, application.Address);
        await late.IsConnectedAsync("live");
        Assert.Equal(100, await late.ShowsTheQuotesAsync(client));

        await EachShowsAsync([first, late], client, await client.StepAsync());
        Assert.Single(_recorder.Opened);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task The_stream_goes_on_when_tabs_close_and_crash(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        // The first one bears the stream, or its process does: it is among those that go.
        var first = await OpenFirstAsync(application.Address, sharing);
        await first.IsConnectedAsync("live");
        var tabs = new List<IPage>();
        while (tabs.Count < 4)
            tabs.Add(await OpenNextAsync(first, application.Address));
        foreach (var tab in tabs)
            await tab.IsConnectedAsync("live");

        await CrashAsync(first);
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 1);
        await EachShowsAsync(tabs, client, await client.StepAsync());

        await tabs[0].CloseAsync();
        await CrashAsync(tabs[1]);
        tabs.RemoveRange(0, 2);
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 1);
        await EachShowsAsync(tabs, client, await client.StepAsync());

        foreach (var tab in tabs)
            await tab.CloseAsync();
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task A_crashed_tab_does_not_keep_the_stream_open(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var paused = await OpenFirstAsync(application.Address, sharing);
        await paused.IsConnectedAsync("live");
        await paused.Button("Pause").ClickAsync();
        var crashed = await OpenNextAsync(paused, application.Address);
        await crashed.IsConnectedAsync("live");

        await CrashAsync(crashed);

        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
        await paused.IsConnectedAsync("paused");
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task Pause_is_for_one_tab_and_Resume_catches_up_without_a_gap(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var paused = await OpenFirstAsync(application.Address, sharing);
        var live = await OpenNextAsync(paused, application.Address);
        await paused.IsConnectedAsync("live");
        await live.IsConnectedAsync("live");
        var before = await client.StepAsync();
        await EachShowsAsync([paused, live], client, before);

        await paused.Button("Pause").ClickAsync();
        await paused.IsConnectedAsync("paused");
        var after = await client.StepAsync(7);
        await EachShowsAsync([live], client, after);
        await live.IsConnectedAsync("live");
        await paused.HasPaintedAsync(before);

        await paused.Button("Resume").ClickAsync();
        await paused.IsConnectedAsync("live");
        await EachShowsAsync([paused, live], client, after);
        await EachShowsAsync([paused, live], client, await client.StepAsync());
        Assert.Single(_recorder.Opened);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task The_stream_closes_while_all_tabs_are_paused_and_goes_on_from_its_cursor(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var first = await OpenFirstAsync(application.Address, sharing);
        var second = await OpenNextAsync(first, application.Address);
        IPage[] tabs = [first, second];
        foreach (var tab in tabs)
            await tab.IsConnectedAsync("live");
        var paused = await client.StepAsync(5);
        await EachShowsAsync(tabs, client, paused);

        foreach (var tab in tabs)
            await tab.Button("Pause").ClickAsync();
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
        var missed = await client.StepAsync(30);
        foreach (var tab in tabs)
            await tab.HasPaintedAsync(paused);

        await second.Button("Resume").ClickAsync();
        await second.IsConnectedAsync("live");
        await EachShowsAsync([second], client, missed);
        Assert.Equal(paused, _recorder.Newest["lastEventId"]);
        await first.IsConnectedAsync("paused");

        await first.Button("Resume").ClickAsync();
        await first.IsConnectedAsync("live");
        await EachShowsAsync(tabs, client, missed);
        await EachShowsAsync(tabs, client, await client.StepAsync());
        Assert.Equal(1, await ClientsAsync(client));
    }

    [Fact]
    public async Task The_stream_is_as_fast_as_the_fastest_tab_in_sight_wants()
    {
        var application = Start();
        using var client = application.Connect();
        var slow = await OpenFirstAsync(application.Address, Sharing.Worker);
        await slow.IsConnectedAsync("live");
        var fast = await OpenNextAsync(slow, application.Address);
        await fast.IsConnectedAsync("live");

        await slow.Button("5 s").ClickAsync();
        await fast.Button("1 s").ClickAsync();
        await AsksForAsync("interval", "1000");

        await HideAsync(fast);
        await AsksForAsync("interval", "5000");
        await ShowAsync(fast);
        await AsksForAsync("interval", "1000");
        await fast.Button("Live").ClickAsync();
        await AsksForAsync("interval", null);

        await fast.CloseAsync();
        await AsksForAsync("interval", "5000");
        await slow.IsConnectedAsync("live");
        Assert.Equal(1, await ClientsAsync(client));
        // Another rate is no reason to begin again.
        Assert.Single(_recorder.Opened, query => query["lastEventId"] is null);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    [InlineData(Sharing.None)]
    public async Task When_all_tabs_are_hidden_an_event_in_five_seconds_is_asked_for(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, sharing);
        await page.IsConnectedAsync("live");
        await AsksForAsync("interval", null);

        await HideAsync(page);
        await AsksForAsync("interval", "5000");
        await ShowAsync(page);
        await AsksForAsync("interval", null);

        await page.IsConnectedAsync("live");
        await EachShowsAsync([page], client, await client.StepAsync());
        Assert.Single(_recorder.Opened, query => query["lastEventId"] is null);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task Each_tab_paints_at_its_own_rate_and_every_row_is_as_of_one_event(Sharing sharing)
    {
        var application = Start("Market:UpdateInterval=00:00:00.500");
        using var client = application.Connect();
        var fast = await OpenFirstAsync(application.Address, sharing);
        var slow = await OpenNextAsync(fast, application.Address);
        await fast.IsConnectedAsync("live");
        await slow.IsConnectedAsync("live");
        await slow.Button("5 s").ClickAsync();

        // The market's time counts: the first is due at once, those of the next five seconds are held back.
        var first = await client.StepAsync();
        await EachShowsAsync([fast, slow], client, first);
        var held = await client.StepAsync(9);
        await EachShowsAsync([fast], client, held);
        await slow.HasPaintedAsync(first);

        await EachShowsAsync([fast, slow], client, await client.StepAsync());
        Assert.Equal(1, await ClientsAsync(client));
    }

    [Fact]
    public async Task What_a_slow_tab_gets_says_what_was_left_out_and_what_came_before()
    {
        var application = Start("Market:UpdateInterval=00:00:01", "Market:Instruments=3", "Market:QuotesPerUpdate=3");
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, Sharing.Worker);
        await page.IsConnectedAsync("live");
        await page.EvaluateAsync(
            """
            async () => {
              const { SharedStream } = await import('/js/shared-stream.js');
              const options = { channels: ['quotes'], manual: true, probe: '/health/live' };
              globalThis.seen = { slow: [], one: [] };
              for (const [name, wants] of [['slow', { interval: 3000 }], ['one', { symbols: ['MSFT'] }]]) {
                const stream = new SharedStream({ ...options, ...wants });
                for (const type of ['hello', 'snapshot', 'quotes'])
                  stream.addEventListener(type, ({ data, id }) => seen[name].push(
                    [type, data.mode ?? id, data.prev ?? '', data.merged ?? 0, (data.quotes ?? []).map(quote => quote.symbol).join()].join(' ')));
                stream.start();
              }
            }
            """);
        await page.WaitForFunctionAsync("() => seen.slow.length === 2 && seen.one.length === 2");

        await page.HasPaintedAsync(await client.StepAsync(4));
        await page.WaitForFunctionAsync("() => seen.slow.length === 4 && seen.one.length === 6");

        string Id(int sequence) => $"{TickerApplication.Start}-{sequence}";
        var slow = await page.EvaluateAsync<string[]>("() => seen.slow");
        var one = await page.EvaluateAsync<string[]>("() => seen.one");
        Assert.Equal(
            [
                "hello snapshot  0 ",
                $"snapshot {Id(0)}  0 AAPL,GOOGL,MSFT",
                $"quotes {Id(1)} {Id(0)} 0 AAPL,GOOGL,MSFT",
                $"quotes {Id(4)} {Id(1)} 6 AAPL,GOOGL,MSFT",
            ],
            Sorted(slow));
        Assert.Equal(
            [
                "hello snapshot  0 ",
                $"snapshot {Id(0)}  0 MSFT",
                .. Enumerable.Range(1, 4).Select(i => $"quotes {Id(i)} {Id(i - 1)} 0 MSFT"),
            ],
            one);
        Assert.Equal(1, await ClientsAsync(client));

        // A batch names its instruments in the order of its trades.
        static string[] Sorted(string[] events) =>
            [.. events.Select(line => line[..(line.LastIndexOf(' ') + 1)] + string.Join(',', line[(line.LastIndexOf(' ') + 1)..].Split(',').Order()))];
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task The_stream_brings_the_instruments_of_all_tabs_in_sight(Sharing sharing)
    {
        var application = Start("Market:QuotesPerUpdate=100");
        using var client = application.Connect();
        // Pages of instruments ask for all of them while the clock is cranked by hand; these two ask as under a clock that runs.
        var apple = await OpenFirstAsync(application.Address, sharing, "/api");
        await FollowAsync(apple, "AAPL");
        await AsksForAsync("symbols", "AAPL");

        // More is asked for at once, and without a cursor: the base is lacking.
        var microsoft = await OpenNextAsync(apple, application.Address, "/api");
        await FollowAsync(microsoft, "MSFT");
        await AsksForAsync("symbols", "AAPL,MSFT");
        Assert.Null(_recorder.Newest["lastEventId"]);
        var board = await OpenNextAsync(apple, application.Address);
        await board.IsConnectedAsync("live");
        await AsksForAsync("symbols", null);
        Assert.Null(_recorder.Newest["lastEventId"]);
        var id = await client.StepAsync(3);
        await EachShowsAsync([board], client, id);
        await HasFollowedAsync(apple, id);
        await HasFollowedAsync(microsoft, id);
        Assert.Equal(1, await ClientsAsync(client));

        // Less is asked for after a while, and goes on where it was.
        await HideAsync(board);
        await AsksForAsync("symbols", "AAPL,MSFT");
        Assert.NotNull(_recorder.Newest["lastEventId"]);
        id = await client.StepAsync(3);
        await HasFollowedAsync(apple, id);
        await HasFollowedAsync(microsoft, id);
        await board.IsConnectedAsync("connecting");

        await ShowAsync(board);
        await board.IsConnectedAsync("live");
        Assert.Equal(100, await board.ShowsTheQuotesAsync(client));
        id = await client.StepAsync();
        await EachShowsAsync([board], client, id);
        await HasFollowedAsync(apple, id);
        Assert.Equal(1, await ClientsAsync(client));

        static Task FollowAsync(IPage page, string symbol) => page.EvaluateAsync(
            """
            async symbol => {
              const { SharedStream } = await import('/js/shared-stream.js');
              globalThis.followed = new SharedStream({ channels: ['quotes'], symbols: [symbol], probe: '/health/live' });
              globalThis.foreign = 0;
              followed.addEventListener('quotes', ({ data }) => (foreign += data.quotes.filter(quote => quote.symbol !== symbol).length));
              followed.start();
            }
            """, symbol);

        static async Task HasFollowedAsync(IPage page, string id)
        {
            await page.WaitForFunctionAsync("id => followed.lastEventId === id", id);
            Assert.Equal(0, await page.EvaluateAsync<int>("() => foreign"));
        }
    }

    [Fact]
    public async Task A_tab_is_served_through_what_other_tabs_are_given()
    {
        var application = Start("Market:QuotesPerUpdate=1");
        using var client = application.Connect();
        var board = await OpenFirstAsync(application.Address, Sharing.Worker);
        await board.IsConnectedAsync("live");
        await board.EvaluateAsync(
            """
            async () => {
              const { SharedStream } = await import('/js/shared-stream.js');
              globalThis.followed = new SharedStream({ channels: ['quotes'], symbols: ['AAPL'], probe: '/health/live' });
              followed.start();
            }
            """);

        for (var i = 0; i < 5; i++)
        {
            var id = await client.StepAsync();
            await board.WaitForFunctionAsync("id => followed.lastEventId === id", id);
        }
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task Every_tab_hears_every_notice_once_also_the_one_that_was_paused(Sharing sharing)
    {
        var application = Start(Tokens.Settings);
        using var client = application.Connect();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));
        var first = await OpenFirstAsync(application.Address, sharing, "/stocks/AAPL");
        await first.IsConnectedAsync("live");
        await AnnounceAsync(client, "one");
        await Expect(first.GetByRole(AriaRole.Alert)).ToContainTextAsync("one");

        await first.Button("Pause").ClickAsync();
        await AnnounceAsync(client, "two");
        await AnnounceAsync(client, "three");
        // Opens a wider stream, afresh.
        var second = await OpenNextAsync(first, application.Address);
        await second.IsConnectedAsync("live");
        await Expect(second.Locator(".notice p").Last).ToHaveTextAsync("three");
        var shown = await second.Locator(".notice p").AllTextContentsAsync();
        Assert.Equal(shown.Distinct(), shown);

        await first.Button("Resume").ClickAsync();
        await Expect(first.Locator(".notice p")).ToHaveTextAsync(["one", "two", "three"]);
        Assert.Equal(shown, await second.Locator(".notice p").AllTextContentsAsync());
        // Who is new needs to know the newest alone.
        var third = await OpenNextAsync(first, application.Address);
        await third.IsConnectedAsync("live");
        await Expect(third.Locator(".notice p")).ToHaveTextAsync(["three"]);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task Somebody_signs_in_or_out_and_the_stream_starts_afresh(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var first = await OpenFirstAsync(application.Address, sharing);
        var second = await OpenNextAsync(first, application.Address);
        await first.IsConnectedAsync("live");
        await second.IsConnectedAsync("live");
        await EachShowsAsync([first, second], client, await client.StepAsync());
        var opened = _recorder.Opened.Count;

        await first.EvaluateAsync("async () => (await import('/js/identity.js')).announceIdentity()");

        await Eventually.TrueAsync(() => _recorder.Opened.Count == opened + 1);
        Assert.Null(_recorder.Newest["lastEventId"]);
        await EachShowsAsync([first, second], client, await client.StepAsync());
        Assert.Equal(1, await ClientsAsync(client));
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task A_page_that_goes_into_the_back_forward_cache_leaves_the_stream_and_comes_back_to_it(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, sharing);
        await page.IsConnectedAsync("live");
        await page.HasPaintedAsync(await client.StepAsync());

        await page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 0);
        await client.StepAsync(5);
        await page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

        await Eventually.TrueAsync(async () => await ClientsAsync(client) == 1);
        await EachShowsAsync([page], client, await client.StepAsync());
        await page.IsConnectedAsync("live");
    }

    [Fact]
    public async Task A_tab_without_a_network_says_so_and_catches_up()
    {
        Expected.Add("ERR_INTERNET_DISCONNECTED");
        var application = Start();
        using var client = application.Connect();
        var page = await OpenFirstAsync(application.Address, Sharing.Worker);
        await page.IsConnectedAsync("live");

        await page.Context.SetOfflineAsync(true);
        await page.IsConnectedAsync("offline");
        var missed = await client.StepAsync(3);
        await page.Context.SetOfflineAsync(false);

        await page.IsConnectedAsync("live");
        await EachShowsAsync([page], client, missed);
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    public async Task All_tabs_are_live_again_after_the_server_was_killed_and_started_again(Sharing sharing)
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
                await tab.IsConnectedAsync("live");
            await EachShowsAsync(tabs, client, await client.StepAsync(5));
            await server.KillAsync();
        }
        foreach (var tab in tabs)
            await tab.IsConnectedAsync("reconnecting");

        arguments[^1] = "--Market:Start=2026-01-06T14:30:00Z";
        var restarted = Serve(ApplicationProcess.Start(arguments));
        using var other = await restarted.ConnectAsync();

        foreach (var tab in tabs)
            await tab.IsConnectedAsync("live");
        await EachShowsAsync(tabs, other, await other.StepAsync());
        Assert.Equal(1, await ClientsAsync(other));
    }

    [Theory]
    [InlineData(Sharing.Worker)]
    [InlineData(Sharing.Leader)]
    [InlineData(Sharing.None)]
    public async Task Pages_stand_under_the_strict_policy_with_Trusted_Types(Sharing sharing)
    {
        var application = Start();
        using var client = application.Connect();
        var board = await OpenFirstAsync(application.Address, sharing);
        var stock = await OpenNextAsync(board, application.Address, "/stocks/AAPL");
        foreach (var page in new[] { board, stock })
        {
            await page.IsConnectedAsync("live");
            await page.Button("5 s").ClickAsync();
            await page.Button("Live").ClickAsync();
        }
        await board.HasPaintedAsync(await client.StepAsync(3));
        await board.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await board.SearchBox().FillAsync("a");

        Assert.Equal(sharing == Sharing.None ? 2 : 1, await ClientsAsync(client));
        if (sharing == Sharing.Worker)
        {
            // The one policy there may be is taken.
            Assert.Equal("TypeError", await board.EvaluateAsync<string>(
                "() => { try { trustedTypes.createPolicy('stockticker', {}); return 'made'; } catch (error) { return error.name; } }"));
            Expected.Add("stockticker");
        }
    }

    private TickerApplication Start(params string[] settings) => Serve(new TickerApplication(_recorder.AddTo, settings));

    private async Task<IPage> OpenFirstAsync(Uri application, Sharing sharing, string path = "/")
    {
        var page = await NewPageAsync();
        if (sharing != Sharing.Worker)
            await page.Context.AddInitScriptAsync("delete globalThis.SharedWorker");
        if (sharing == Sharing.None)
            await page.Context.AddInitScriptAsync("delete globalThis.BroadcastChannel");
        await page.GotoAsync(new Uri(application, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    private static async Task<IPage> OpenNextAsync(IPage first, Uri application, string path = "/")
    {
        var page = await first.Context.NewPageAsync();
        await page.GotoAsync(new Uri(application, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    private static async Task EachShowsAsync(IEnumerable<IPage> tabs, HttpClient client, string id)
    {
        foreach (var tab in tabs)
        {
            await tab.HasPaintedAsync(id);
            await tab.ShowsTheQuotesAsync(client);
        }
    }

    private static async Task<int> ClientsAsync(HttpClient client) =>
        (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32();

    private Task AsksForAsync(string parameter, string? value) =>
        Eventually.TrueAsync(() => _recorder.Opened.Count > 0 && _recorder.Newest[parameter] == value);

    private static async Task AnnounceAsync(HttpClient client, string words)
    {
        using var response = await client.PostAsJsonAsync("/broadcast/notices", new { message = words }, Patience.Token);
        response.EnsureSuccessStatusCode();
    }

    private static Task HideAsync(IPage page) => page.SetVisibilityAsync("hidden");

    private static Task ShowAsync(IPage page) => page.SetVisibilityAsync("visible");

    private static async Task CrashAsync(IPage page)
    {
        var crashed = new TaskCompletionSource();
        page.Crash += (_, _) => crashed.TrySetResult();
        var session = await page.Context.NewCDPSessionAsync(page);
        // Is never answered.
        _ = session.SendAsync("Page.crash").ContinueWith(answer => answer.Exception, TaskScheduler.Default);
        await crashed.Task.WaitAsync(Patience.Token);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>What the tabs of a browser have to share a stream with.</summary>
public enum Sharing
{
    /// <summary>A shared worker.</summary>
    Worker,

    /// <summary>No shared worker; one of the tabs leads.</summary>
    Leader,

    /// <summary>Nothing.</summary>
    None,
}
