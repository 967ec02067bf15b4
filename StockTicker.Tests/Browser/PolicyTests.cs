using System.Collections.Concurrent;
using Microsoft.Playwright;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>The pages and their content security policy.</summary>
public sealed class PolicyTests(Chromium chromium) : BrowserTest(chromium)
{
    // Records each violation in a page.
    private const string Watch =
        "globalThis.violations = []; addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective + ' ' + event.blockedURI))";

    // Only these tests step its market.
    private static TickerApplication Application => SharedApplications.With(nameof(PolicyTests), FailingEndpoint.Add);

    private readonly ConcurrentQueue<string> _reports = new();

    [Theory]
    [InlineData("/", 200, true)]
    [InlineData("/stocks/AAPL", 200, true)]
    [InlineData("/status", 200, false)]
    [InlineData("/api", 200, false)]
    [InlineData("/signin", 200, false)]
    [InlineData("/learn", 200, false)]
    [InlineData("/stocks/NOSUCH", 404, false)]
    [InlineData("/broken", 500, false)]
    [LongInlineData("/nowhere", 404, false)]
    public async Task No_page_violates_the_policy(string path, int status, bool isLive)
    {
        if (status >= 400)
            Expected.Add($"the server responded with a status of {status}");
        using var client = Application.Connect();
        var page = await WatchedAsync();

        var response = await page.GotoAsync(new Uri(Application.Address, path).AbsoluteUri);
        Assert.Equal(status, response!.Status);
        Assert.Contains("trusted-types stockticker", response.Headers["content-security-policy"], StringComparison.Ordinal);
        if (isLive)
        {
            await page.WaitForConnectionAsync("live");
            await client.StepAsync(3);
            await page.Button("5 s").ClickAsync();
            await page.Button("Live").ClickAsync();
        }
        await page.Button("Theme").ClickAsync();

        Assert.Empty(await page.EvaluateAsync<string[]>("violations"));
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task Violations_of_the_policy_are_blocked_and_detected()
    {
        Expected.AddRange(["Content Security Policy", "TrustedHTML", "TrustedScript", "Refused", "violates"]);
        var page = await WatchedAsync();
        await page.GotoAsync(Application.Address.AbsoluteUri);

        var done = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const done = [];
              const attempt = async (name, act) => { try { await act(); done.push(name); } catch { } };
              await attempt('markup', () => { document.body.innerHTML = '<p>'; });
              await attempt('policy', () => trustedTypes.createPolicy('mine', {}));
              await attempt('fetch', () => fetch('https://elsewhere.example/'));
              await attempt('worker', () => new Worker('/js/stream/stream-worker.js'));
              const script = document.createElement('script');
              script.append('globalThis.ran = true');
              await attempt('script', () => { document.body.append(script); if (!globalThis.ran) throw 0; });
              return done;
            }
            """);

        Assert.Empty(done);
        await page.WaitForFunctionAsync("() => ['require-trusted-types-for', 'trusted-types', 'connect-src'].every(directive => violations.some(seen => seen.startsWith(directive)))");
        await Eventually.TrueAsync(() => _reports.Any(report => report.Contains("connect-src", StringComparison.Ordinal)));
    }

    // From the page, and from the browser's list of issues, which includes workers and everything before the page's scripts.
    private async Task<IPage> WatchedAsync()
    {
        var page = await NewPageAsync();
        await page.Context.AddInitScriptAsync(Watch);
        var session = await page.Context.NewCDPSessionAsync(page);
        session.Event("Audits.issueAdded").OnEvent += (_, added) =>
        {
            if (added?.ToString() is { } issue && issue.Contains("ContentSecurityPolicy", StringComparison.Ordinal))
                _reports.Enqueue(issue);
        };
        await session.SendAsync("Audits.enable");
        return page;
    }
}
