using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace StockTicker.Tests.Browser;

/// <summary>The pages below a path.</summary>
public sealed class PathBaseTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Below_a_path_the_board_is_live_and_requests_nothing_outside_of_it()
    {
        var requests = new RequestRecorder();
        var application = Serve(new TickerApplication(requests.AddTo, "Market:Instruments=5", "PathBase=/app", "environment=Development"));
        using var client = application.Connect();
        var page = await OpenLiveAsync(application.Address, "/app/");

        await client.StepAsync();
        await page.WaitForPaintAsync((await client.GetJsonAsync("/quotes")).GetProperty("id").GetString()!);
        // Rendered by a script, and the other entry module.
        await page.Row("AAPL").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.WaitForConnectionAsync("live");
        Assert.Equal("/app/stocks/AAPL", new Uri(page.Url).AbsolutePath);
        await page.Locator("#account").ClickAsync();
        await page.GetByRole(AriaRole.Button).Filter(new() { HasText = "Sign in as" }).First.ClickAsync();
        await page.WaitForConnectionAsync("live");

        Assert.Equal("/app/stocks/AAPL", new Uri(page.Url).AbsolutePath);
        await Expect(page.Locator("html[data-user]:not([data-user=''])")).ToHaveCountAsync(1);
        Assert.All(await page.Context.CookiesAsync(), cookie => Assert.Equal("/app", cookie.Path));
        Assert.Contains(requests.FromPages, path => path.StartsWith("/app/stream", StringComparison.Ordinal));
        Assert.Contains("/app/js/stream/stream-worker.js", requests.FromPages);
        Assert.All(requests.FromPages, path => Assert.StartsWith("/app/", path, StringComparison.Ordinal));
    }

    // Sees the requests of workers, too, and their paths as the browser sends them.
    private sealed class RequestRecorder : IStartupFilter
    {
        private readonly ConcurrentQueue<string> _paths = new();

        public IReadOnlyCollection<string> FromPages => _paths;

        public void AddTo(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use((context, rest) =>
            {
                if (context.Request.Headers.UserAgent.Count > 0)
                    _paths.Enqueue(context.Request.Path);
                return rest(context);
            });
            next(application);
        };
    }
}
