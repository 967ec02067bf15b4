using System.Net;
using System.Security.Cryptography;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Security headers of every response.</summary>
public sealed class ResponseHeadersTests
{
    private static readonly string Policy =
        $"default-src 'none'; script-src 'self' {HashOf("first-paint")} {HashOf("start-stream")}; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types stockticker stockticker-start";

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/stocks/AAPL", 200)]
    [InlineData("/status", 200)]
    [InlineData("/api", 200)]
    [InlineData("/signin", 200)]
    [InlineData("/stocks/NOSUCH", 404)]
    [InlineData("/nowhere", 404)]
    [InlineData("/broken", 500)]
    [InlineData("/stream", 429)]
    [InlineData("/stream/me", 401)]
    [InlineData("/stream?interval=x", 400)]
    [InlineData("/quotes", 200)]
    [InlineData("/stats", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/js/stream/stream-worker.js", 200)]
    [InlineData("/css/tokens.css", 200)]
    [InlineData("/favicon.svg", 200)]
    public async Task Every_response_has_the_security_headers(string path, int status)
    {
        // The one stream that is allowed is opened by another test.
        var application = SharedApplications.With(
            nameof(FailingEndpoint), FailingEndpoint.Add, "Market:Instruments=3", "Streaming:NewStreamsPerMinute=1", "Streaming:MaxStreamsPerAddress=1");
        using var client = application.Connect();
        using var place = path == "/stream" ? await client.GetAsync("/stream/clock", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token) : null;

        foreach (var accept in new[] { "text/html", "application/json", "*/*" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

            Assert.Equal(status, (int)response.StatusCode);
            AssertHeaders(response);
            Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Fact]
    public async Task Streams_and_host_rejections_have_the_security_headers()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "AllowedHosts=127.0.0.1");
        using var client = application.Connect();
        using var stream = await client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "elsewhere.example";
        using var refused = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (stream.StatusCode, refused.StatusCode));
        AssertHeaders(stream);
        AssertHeaders(refused);
    }

    [Theory]
    [InlineData("prices.example", "max-age=63072000")]
    [InlineData("localhost", null)]
    [InlineData("127.0.0.1", null)]
    public async Task HSTS_lasts_two_years_over_https_except_on_localhost(string host, string? expected)
    {
        await using var application = new TickerApplication([.. Certificates.Https, "Market:Instruments=3"]);
        using var client = Certificates.Connect(application);
        foreach (var path in new[] { "/", "/quotes", "/nowhere" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var response = await client.SendAsync(request, TestTimeout.Token);

            AssertHeaders(response);
            Assert.Equal(expected, response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? Assert.Single(values) : null);
        }
    }

    private static string HashOf(string script) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(File.ReadAllBytes(Path.Combine(ApplicationProcess.Repository, "wwwroot", "js", "pages", script + ".js"))))}'";

    private static void AssertHeaders(HttpResponseMessage response)
    {
        foreach (var (name, value) in new[]
        {
            ("Content-Security-Policy", Policy),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        })
            Assert.Equal((name, value), (name, Assert.Single(response.Headers.GetValues(name))));
        Assert.Contains("camera=()", Assert.Single(response.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
        // In an isolated page, the shared worker would need a process of its own; see SecurityHeaders.
        Assert.False(response.Headers.Contains("Cross-Origin-Embedder-Policy"));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("X-Powered-By"));
    }
}
