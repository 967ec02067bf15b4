using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StockTicker.Tests.Browser;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Cross-origin access by allowed and other origins.</summary>
public sealed class AllowedOriginTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Friend = "https://friend.example";

    [Theory]
    [InlineData(Friend, true)]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("null", false)]
    public async Task Only_an_allowed_origin_may_read_with_credentials(string origin, bool isAllowed)
    {
        await using var application = new TickerApplication("Market:Instruments=3", $"Streaming:AllowedOrigins={Friend}; https://other.example:8443");
        using var client = application.Connect();
        foreach (var path in new[] { "/quotes", "/stream", "/quotes/NOPE", "/stream/me" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Origin", origin);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

            Assert.Equal(isAllowed ? origin : null, Header(response, "Access-Control-Allow-Origin"));
            Assert.Equal(isAllowed ? "true" : null, Header(response, "Access-Control-Allow-Credentials"));
            if (isAllowed)
                Assert.Contains("Origin", response.Headers.Vary);
        }
    }

    [Theory]
    [InlineData(Friend, true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task An_allowed_origin_may_send_a_token_and_an_idempotency_key(string origin, bool isAllowed)
    {
        await using var application = new TickerApplication("Market:Instruments=3", $"Streaming:AllowedOrigins:0={Friend}");
        using var client = application.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/broadcast/notices");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        using var response = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(isAllowed ? origin : null, Header(response, "Access-Control-Allow-Origin"));
        if (isAllowed)
            Assert.Contains("authorization", Header(response, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_allowed_origins_responses_have_no_CORS_headers()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/quotes");
        request.Headers.Add("Origin", Friend);
        using var response = await client.SendAsync(request, TestTimeout.Token);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_a_browser_only_an_allowed_page_can_read_quotes_and_the_stream(bool isAllowed)
    {
        var elsewhere = Serve(await BlankSite.StartAsync());
        var application = Serve(new TickerApplication(
            "Market:Instruments=3", $"Streaming:AllowedOrigins:0={(isAllowed ? elsewhere.Origin : Friend)}"));
        using var client = application.Connect();
        if (!isAllowed)
            Expected.AddRange(["CORS policy", "net::ERR_FAILED"]);
        var page = await NewPageAsync();
        await page.GotoAsync(elsewhere.Origin);

        var read = await page.EvaluateAsync<string>(
            """
            async address => {
              const read = {};
              for (const credentials of ['include', 'omit'])
                read[credentials] = await fetch(address + 'quotes', { credentials }).then(response => response.json()).then(all => all.quotes.length, () => 0);
              read.stream = await new Promise(resolve => {
                const source = new EventSource(address + 'stream', { withCredentials: true });
                source.addEventListener('snapshot', event => resolve(JSON.parse(event.data).quotes.length));
                source.onerror = () => resolve(0);
              });
              return JSON.stringify(read);
            }
            """, application.Address.AbsoluteUri);

        var count = isAllowed ? 3 : 0;
        Assert.Equal($$"""{"include":{{count}},"omit":{{count}},"stream":{{count}}}""", read);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    /// <summary>Another site: an empty page.</summary>
    private sealed class BlankSite(WebApplication site) : IAsyncDisposable
    {
        // A different host name from the application, which is addressed as 127.0.0.1.
        public string Origin => site.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        public static async Task<BlankSite> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var site = builder.Build();
            site.Run(context =>
            {
                context.Response.ContentType = "text/html";
                return context.Response.WriteAsync("<!doctype html><link rel=icon href=data:,><title>Elsewhere</title>");
            });
            await site.StartAsync();
            return new BlankSite(site);
        }

        public ValueTask DisposeAsync() => site.DisposeAsync();
    }
}
