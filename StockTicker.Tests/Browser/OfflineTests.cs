using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The board without a network.</summary>
public sealed class OfflineTests(Chromium chromium) : BrowserTest(chromium)
{

    [Theory]
    [InlineData("/app")]
    [LongInlineData("")]
    public async Task Without_a_network_the_board_shows_the_last_prices_as_offline_and_recovers(string path)
    {
        Expected.AddRange(["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]);
        var application = Serve(new TickerApplication("Market:Instruments=20", $"PathBase={path}"));
        using var client = application.Connect();
        var page = await OpenLiveAsync(application.Address, $"{path}/", options => options.ServiceWorkers = ServiceWorkerPolicy.Allow);
        var scripts = await InstalledAsync(page);
        Assert.StartsWith(new Uri(application.Address, $"{path}/service-worker.js?v=").AbsoluteUri, scripts, StringComparison.Ordinal);

        // Streams do not pass through it: it would buffer them.
        var id = await client.StepAsync(40);
        await page.WaitForPaintAsync(id);
        var price = (await client.GetJsonAsync("/quotes/MSFT")).GetProperty("price").GetRawText();
        await page.EvaluateAsync("() => Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
        await page.SetVisibilityAsync("hidden");
        await Eventually.TrueAsync(() => page.EvaluateAsync<bool>(
            "async id => (await (await caches.match(new URL('quotes', document.baseURI)))?.json())?.id === id", id));

        await page.Context.SetOfflineAsync(true);
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.WaitForConnectionAsync("offline");
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Offline");
        await page.WaitForPaintAsync(id);
        await Expect(page.Cell("MSFT", "price")).ToHaveAttributeAsync("data-value", price);
        Assert.Equal("italic", await page.Cell("MSFT", "price").EvaluateAsync<string>("cell => getComputedStyle(cell).fontStyle"));
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, "board-offline.png") });

        // A link to an instrument leads to its row.
        await page.GotoAsync(new Uri(application.Address, $"{path}/stocks/MSFT").AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Rows()).ToHaveCountAsync(1);
        await Expect(page.SearchBox()).ToHaveValueAsync("MSFT");

        await page.Context.SetOfflineAsync(false);
        await page.WaitForConnectionAsync("live");
        await page.WaitForPaintAsync(await client.StepAsync(3));
    }

    [Fact]
    public async Task A_new_version_replaces_the_old_one_and_keeps_nothing_personal()
    {
        var application = Serve(new TickerApplication("Market:Instruments=5", "environment=Development"));
        var page = await OpenAsync(application.Address, "/signin", options => options.ServiceWorkers = ServiceWorkerPolicy.Allow);
        await page.GetByRole(AriaRole.Button).Filter(new() { HasText = "Sign in as" }).First.ClickAsync();
        await page.WaitForConnectionAsync("live");
        await InstalledAsync(page);
        var shell = await page.EvaluateAsync<string>("async () => (await caches.keys()).find(name => name.includes('shell'))");
        Assert.DoesNotMatch("data-user=\"[^\"]", await page.EvaluateAsync<string>(
            "async () => (await (await caches.match('/', { ignoreVary: true })).text()).match(/<html[^]*?>/)[0]"));

        await page.EvaluateAsync(
            "async () => { const { workerUrl } = await import('/js/shared/base-url.js'); await navigator.serviceWorker.register(workerUrl('service-worker.js?v=next')); }");

        await Eventually.TrueAsync(() => page.EvaluateAsync<bool>(
            "async old => { const names = (await caches.keys()).filter(name => name.includes('shell')); return names.length === 1 && names[0] !== old; }", shell));
    }

    // The worker is installed when the page has been visible for a while, or is left for another tab.
    private static async Task<string> InstalledAsync(IPage page) => await page.EvaluateAsync<string>(
        """
        async () => {
          const leave = setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 50);
          const { active } = await navigator.serviceWorker.ready;
          clearInterval(leave);
          return active.scriptURL;
        }
        """);
}
