using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>One stream shared by all tabs of a browser.</summary>
public sealed class SharedStreamTests(Chromium chromium, SteppedMarket market) : SharedStreamTest(chromium, market)
{
    // A browser opens at most six connections to a server, so eight tabs cannot each have their own.
    [Theory]
    [InlineData(SharingMode.Worker, 3)]
    [LongInlineData(SharingMode.Worker, 8)]
    [InlineData(SharingMode.Leader, 3)]
    [LongInlineData(SharingMode.Leader, 8)]
    public async Task All_tabs_share_one_stream_and_those_that_join_late_show_the_same_event(SharingMode sharing, int count)
    {
        var first = await OpenFirstAsync(Address, sharing);
        await first.WaitForConnectionAsync("live");
        await first.WaitForPaintAsync(await Client.StepAsync(20));

        var tabs = new List<IPage> { first };
        while (tabs.Count < count)
            tabs.Add(await OpenNextAsync(first, Address));
        foreach (var late in tabs)
        {
            await late.WaitForConnectionAsync("live");
            Assert.Equal(SteppedMarket.Count, await late.AssertQuotesAsync(Client));
        }

        for (var i = 0; i < 3; i++)
            await AssertTabsShowAsync(tabs, Client, await Client.StepAsync(2));
        await WaitForClientsAsync(Client, 1);
        Assert.Single(Opened);
        // A page falls back silently to another way to share, so check that it uses the expected one.
        Assert.Equal(sharing == SharingMode.Leader, await first.EvaluateAsync<bool>(
            "async () => (await navigator.locks.query()).held.some(lock => lock.name.includes(' stream '))"));
    }

    [Fact]
    public async Task Without_a_way_to_share_each_tab_has_its_own_stream()
    {
        var first = await OpenFirstAsync(Address, SharingMode.None);
        var second = await OpenNextAsync(first, Address);

        await first.WaitForConnectionAsync("live");
        await second.WaitForConnectionAsync("live");

        await AssertTabsShowAsync([first, second], Client, await Client.StepAsync());
        await WaitForClientsAsync(Client, 2);
    }

    [Fact]
    public async Task A_shared_worker_that_never_answers_is_given_up()
    {
        var page = await NewPageAsync();
        await page.Clock.InstallAsync();
        await page.AddInitScriptAsync("globalThis.SharedWorker = class extends EventTarget { port = new MessageChannel().port1; }");
        await page.GotoAsync(Address.AbsoluteUri);
        await page.WaitForFunctionAsync("() => globalThis.startedWorker === undefined");
        await page.WaitForConnectionAsync("connecting");

        await page.Clock.FastForwardAsync(15_000);

        await page.WaitForConnectionAsync("live");
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task The_stream_covers_the_instruments_of_all_visible_tabs(SharingMode sharing)
    {
        var application = Start($"Market:QuotesPerUpdate={SteppedMarket.Count}");
        using var client = application.Connect();
        // With a manual clock instrument pages request all instruments; these two behave as with a running clock.
        var apple = await OpenFirstAsync(application.Address, sharing, "/api");
        await FollowAsync(apple, "AAPL");
        await WaitForStreamAsync("symbols", "AAPL");

        // More instruments are requested at once and without a cursor, because their base is missing.
        var microsoft = await OpenNextAsync(apple, application.Address, "/api");
        await FollowAsync(microsoft, "MSFT");
        await WaitForStreamAsync("symbols", "AAPL,MSFT");
        Assert.Null(Opened[^1]["lastEventId"]);
        var board = await OpenNextAsync(apple, application.Address);
        await board.WaitForConnectionAsync("live");
        await WaitForStreamAsync("symbols", null);
        Assert.Null(Opened[^1]["lastEventId"]);
        var id = await client.StepAsync(3);
        await AssertTabsShowAsync([board], client, id);
        await HasFollowedAsync(apple, id);
        await HasFollowedAsync(microsoft, id);
        await WaitForClientsAsync(client, 1);

        // Fewer instruments are requested after a delay, and the stream resumes.
        await HideAsync(board);
        await WaitForStreamAsync("symbols", "AAPL,MSFT");
        Assert.NotNull(Opened[^1]["lastEventId"]);
        id = await client.StepAsync(3);
        await HasFollowedAsync(apple, id);
        await HasFollowedAsync(microsoft, id);
        await board.WaitForConnectionAsync("connecting");

        await ShowAsync(board);
        await board.WaitForConnectionAsync("live");
        Assert.Equal(SteppedMarket.Count, await board.AssertQuotesAsync(client));
        id = await client.StepAsync();
        await AssertTabsShowAsync([board], client, id);
        await HasFollowedAsync(apple, id);
        await WaitForClientsAsync(client, 1);

        static Task FollowAsync(IPage page, string symbol) => page.EvaluateAsync(
            """
            async symbol => {
              const { SharedStream } = await import('/js/stream/shared-stream.js');
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
    public async Task A_tab_follows_the_newest_id_through_events_for_other_tabs()
    {
        var board = await OpenFirstAsync(Address, SharingMode.Worker);
        await board.WaitForConnectionAsync("live");
        await board.EvaluateAsync(
            """
            async () => {
              const { SharedStream } = await import('/js/stream/shared-stream.js');
              globalThis.followed = new SharedStream({ channels: ['quotes'], symbols: ['AAPL'], probe: '/health/live' });
              globalThis.received = 0;
              followed.addEventListener('quotes', () => received++);
              followed.start();
            }
            """);

        // Each event has quotes of a fifth of the instruments.
        const int Events = 10;
        for (var i = 0; i < Events; i++)
        {
            var id = await Client.StepAsync();
            await board.WaitForFunctionAsync("id => followed.lastEventId === id", id);
        }
        Assert.InRange(await board.EvaluateAsync<int>("() => received"), 0, Events - 1);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task Every_tab_receives_every_notice_once_even_after_a_pause(SharingMode sharing)
    {
        var application = Start(Tokens.Settings);
        using var client = application.Connect();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));
        var first = await OpenFirstAsync(application.Address, sharing, "/stocks/AAPL");
        await first.WaitForConnectionAsync("live");
        await AnnounceAsync(client, "one");
        await Expect(first.GetByRole(AriaRole.Alert)).ToContainTextAsync("one");

        await first.Button("Pause").ClickAsync();
        await AnnounceAsync(client, "two");
        await AnnounceAsync(client, "three");
        // Opens a wider stream without a cursor.
        var second = await OpenNextAsync(first, application.Address);
        await second.WaitForConnectionAsync("live");
        await Expect(second.Locator(".notice p").Last).ToHaveTextAsync("three");
        var shown = await second.Locator(".notice p").AllTextContentsAsync();
        Assert.Equal(shown.Distinct(), shown);

        await first.Button("Resume").ClickAsync();
        await Expect(first.Locator(".notice p")).ToHaveTextAsync(["one", "two", "three"]);
        Assert.Equal(shown, await second.Locator(".notice p").AllTextContentsAsync());
        // A new tab needs only the newest notice.
        var third = await OpenNextAsync(first, application.Address);
        await third.WaitForConnectionAsync("live");
        await Expect(third.Locator(".notice p")).ToHaveTextAsync(["three"]);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    public async Task Signing_in_or_out_restarts_the_stream(SharingMode sharing)
    {
        var first = await OpenFirstAsync(Address, sharing);
        var second = await OpenNextAsync(first, Address);
        await first.WaitForConnectionAsync("live");
        await second.WaitForConnectionAsync("live");
        await AssertTabsShowAsync([first, second], Client, await Client.StepAsync());
        var opened = Opened.Count;

        await first.EvaluateAsync("async () => (await import('/js/account/sign-in-channel.js')).announceSignInChange()");

        await Eventually.TrueAsync(() => Opened.Count == opened + 1);
        Assert.Null(Opened[^1]["lastEventId"]);
        await AssertTabsShowAsync([first, second], Client, await Client.StepAsync());
        await WaitForClientsAsync(Client, 1);
    }

    [Theory]
    [InlineData(SharingMode.Worker)]
    [LongInlineData(SharingMode.Leader)]
    [LongInlineData(SharingMode.None)]
    public async Task Pages_obey_the_strict_policy_with_Trusted_Types(SharingMode sharing)
    {
        var board = await OpenFirstAsync(Address, sharing);
        var stock = await OpenNextAsync(board, Address, "/stocks/AAPL");
        foreach (var page in new[] { board, stock })
        {
            await page.WaitForConnectionAsync("live");
            await page.Button("5 s").ClickAsync();
            await page.Button("Live").ClickAsync();
        }
        await board.WaitForPaintAsync(await Client.StepAsync(3));
        await board.Header("Price").GetByRole(AriaRole.Link).ClickAsync();
        await board.SearchBox().FillAsync("a");

        await WaitForClientsAsync(Client, sharing == SharingMode.None ? 2 : 1);
        if (sharing == SharingMode.Worker)
        {
            // The page has taken the name of the Trusted Types policy for the worker that it starts.
            Assert.Equal("TypeError", await board.EvaluateAsync<string>(
                "() => { try { trustedTypes.createPolicy('stockticker-start', {}); return 'made'; } catch (error) { return error.name; } }"));
            Expected.Add("stockticker");
        }
    }

    private static async Task AnnounceAsync(HttpClient client, string words)
    {
        using var response = await client.PostAsJsonAsync("/broadcast/notices", new { message = words }, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
    }
}
