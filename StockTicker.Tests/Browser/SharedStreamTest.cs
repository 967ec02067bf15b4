using System.Collections.Specialized;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>Base class for tests of tabs that share a stream.</summary>
public abstract class SharedStreamTest(Chromium chromium, SteppedMarket market) : BrowserTest(chromium), IClassFixture<SteppedMarket>
{
    private StreamRecorder _recorder = market.Streams;
    private int _earlier;

    /// <summary>The address of the server that the tests of a class share.</summary>
    protected Uri Address => market.Address;

    /// <summary>A client for that server.</summary>
    protected HttpClient Client => market.Client;

    /// <summary>The queries of the streams that this test opened, oldest first.</summary>
    protected IReadOnlyList<NameValueCollection> Opened => [.. _recorder.Opened.Skip(_earlier)];

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // The server notices a little later that the pages of the previous test are closed.
        await WaitForClientsAsync(Client, 0);
        _earlier = _recorder.Opened.Count;
    }

    /// <summary>A server of this test only, whose streams are recorded.</summary>
    protected TickerApplication Start(params string[] settings)
    {
        (_recorder, _earlier) = (new StreamRecorder(), 0);
        return Serve(new TickerApplication(_recorder.AddTo, [SteppedMarket.Size, .. settings]));
    }

    /// <summary>The first page of a browser whose tabs share in this way.</summary>
    protected async Task<IPage> OpenFirstAsync(Uri application, SharingMode sharing, string path = "/")
    {
        var page = await NewPageAsync();
        if (sharing != SharingMode.Worker)
            await page.Context.AddInitScriptAsync("delete globalThis.SharedWorker");
        if (sharing == SharingMode.None)
            await page.Context.AddInitScriptAsync("delete globalThis.BroadcastChannel");
        await page.GotoAsync(new Uri(application, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    /// <summary>Another tab of the same browser.</summary>
    protected static async Task<IPage> OpenNextAsync(IPage first, Uri application, string path = "/")
    {
        var page = await first.Context.NewPageAsync();
        await page.GotoAsync(new Uri(application, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        return page;
    }

    /// <summary>Waits until each tab has painted the event with this id, and asserts that it shows the quotes of all instruments.</summary>
    protected static async Task AssertTabsShowAsync(IEnumerable<IPage> tabs, HttpClient client, string id)
    {
        foreach (var tab in tabs)
        {
            await tab.WaitForPaintAsync(id);
            Assert.Equal(SteppedMarket.Count, await tab.AssertQuotesAsync(client));
        }
    }

    /// <summary>The number of streams of the server.</summary>
    protected static async Task<int> ClientsAsync(HttpClient client) =>
        (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32();

    /// <summary>Waits for this number of streams, because the server notices a closed stream a little later than the page.</summary>
    protected static Task WaitForClientsAsync(HttpClient client, int count) =>
        Eventually.TrueAsync(async () => await ClientsAsync(client) == count);

    /// <summary>Waits until the newest stream was opened with this value of a parameter.</summary>
    protected Task WaitForStreamAsync(string parameter, string? value) =>
        Eventually.TrueAsync(() => Opened is [.., var newest] && newest[parameter] == value);

    /// <summary>Makes a tab believe that another tab covers it.</summary>
    protected static Task HideAsync(IPage page) => page.SetVisibilityAsync("hidden");

    /// <summary>Makes a tab believe that it is visible.</summary>
    protected static Task ShowAsync(IPage page) => page.SetVisibilityAsync("visible");
}
