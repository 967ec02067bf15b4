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

    [Fact]
    public async Task No_page_violates_the_policy()
    {
        using var client = Application.Connect();
        // One page visits all addresses, because a new one costs more than most of them.
        var page = await WatchedAsync();
        await AssertObeysAsync(page, client, "/", 200, isLive: true);
        await AssertObeysAsync(page, client, "/stocks/AAPL", 200, isLive: true);
        foreach (var path in new[] { "/status", "/api", "/signin", "/learn" })
            await AssertObeysAsync(page, client, path, 200);
        await AssertObeysAsync(page, client, "/stocks/NOSUCH", 404);
        await AssertObeysAsync(page, client, "/broken", 500);
        if (TestLength.IsLong)
            await AssertObeysAsync(page, client, "/nowhere", 404);
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

    private async Task AssertObeysAsync(IPage page, HttpClient client, string path, int status, bool isLive = false)
    {
        if (status >= 400)
            Expected.Add($"the server responded with a status of {status}");
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

        var violations = await page.EvaluateAsync<string[]>("violations");
        Assert.True(violations.Length == 0 && _reports.IsEmpty, $"{path}: {string.Join('\n', violations.Concat(_reports))}");
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
