using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Requests that are accepted or rejected by their sender.</summary>
public sealed class RequestMatrixTests
{
    private const string Own = "own";
    private const string Elsewhere = "https://elsewhere.example";
    private const string Friend = "https://friend.example";

    // The media type, Sec-Fetch-Site, Origin, whether it has a token, and the expected status.
    [Theory]
    // A program without a browser.
    [InlineData("application/json", null, null, true, 200)]
    [InlineData("application/json", null, null, false, 401)]
    // A same-origin page.
    [InlineData("application/json", "same-origin", Own, true, 200)]
    [InlineData("application/json", "same-origin", null, true, 200)]
    [InlineData("text/plain", "same-origin", Own, true, 415)]
    // A typed address.
    [InlineData("application/json", "none", null, true, 200)]
    // A cross-site form, from browsers with and without Fetch Metadata.
    [InlineData("application/x-www-form-urlencoded", "cross-site", Elsewhere, false, 403)]
    [InlineData("application/x-www-form-urlencoded", "cross-site", "null", false, 403)]
    [InlineData("application/x-www-form-urlencoded", null, Elsewhere, false, 403)]
    [InlineData("multipart/form-data; boundary=b", "cross-site", Elsewhere, false, 403)]
    // A cross-site fetch without a CORS preflight.
    [InlineData("text/plain", "cross-site", Elsewhere, false, 403)]
    [InlineData("text/plain", null, Elsewhere, false, 403)]
    [InlineData("text/plain", null, "null", false, 403)]
    // A cross-site request with a stolen token, and one from a same-site origin.
    [InlineData("application/json", "cross-site", Elsewhere, true, 403)]
    [InlineData("application/json", "same-site", Elsewhere, true, 403)]
    // Fetch Metadata takes precedence over Origin.
    [InlineData("application/json", "cross-site", Own, true, 403)]
    [InlineData("application/json", "same-origin", Elsewhere, true, 200)]
    [InlineData("application/json", "rubbish", null, true, 403)]
    // An allowed origin, which must send a token.
    [InlineData("application/json", "cross-site", Friend, true, 200)]
    [InlineData("application/json", null, Friend, true, 200)]
    [InlineData("application/json", "cross-site", Friend, false, 403)]
    [InlineData("application/json", "cross-site", Friend + ".evil.example", true, 403)]
    [InlineData("application/json", "cross-site", "http://friend.example", true, 403)]
    [InlineData("application/json", "cross-site", null, true, 403)]
    public async Task Writes_are_accepted_or_rejected_by_their_sender(string type, string? site, string? origin, bool hasToken, int status)
    {
        var application = SharedApplications.With([.. Tokens.Settings, "Market:Instruments=3", $"Streaming:AllowedOrigins:0={Friend}"]);
        using var client = application.Connect();
        var before = await PublishedAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices")
        {
            Content = new StringContent("""{"message":1}""", Encoding.UTF8),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin == Own ? application.Address.GetLeftPart(UriPartial.Authority) : origin);
        if (hasToken)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));

        using var response = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal(status, (int)response.StatusCode);
        if (status != 200)
            await ProblemAssert.IsProblemAsync(response, (HttpStatusCode)status, "");
        Assert.Equal(before + (status == 200 ? 1 : 0), await PublishedAsync());

        async Task<int> PublishedAsync() => (await client.GetJsonAsync("/stats")).GetProperty("eventsPublished").GetInt32();
    }

    [Theory]
    [InlineData("/broadcast/notices")]
    [InlineData("/market/step")]
    [InlineData("/nowhere")]
    [InlineData("/")]
    public async Task Cross_site_forms_are_rejected_at_every_endpoint(string path)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            await ProblemAssert.IsProblemAsync(await client.SendAsync(request, TestTimeout.Token), HttpStatusCode.Forbidden, "pages of another site");
        }
    }

    [Theory]
    [InlineData("prices.example", 200)]
    [InlineData("PRICES.example:8443", 200)]
    [InlineData("live.prices.example", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("prices.example.evil.example", 400)]
    [InlineData("127.0.0.1", 400)]
    [InlineData("", 400)]
    public async Task Only_allowed_hosts_are_accepted(string host, int status)
    {
        var application = SharedApplications.With("Market:Instruments=3", "AllowedHosts=prices.example;*.prices.example");
        await using var connection = await RawConnection.OpenAsync(application.Address);

        var response = await connection.AskAsync($"GET /quotes/AAPL HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        if (status == 400)
            Assert.Contains("application/problem+json", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/signin")]
    [InlineData("/api")]
    [InlineData("/quotes")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/live")]
    [InlineData("/me/alerts")]
    public async Task If_every_host_is_allowed_none_is_needed(string path)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        foreach (var line in new[] { "HTTP/1.1\r\nHost:", "HTTP/1.1\r\nHost: ", "HTTP/1.0" })
        {
            await using var connection = await RawConnection.OpenAsync(application.Address);
            var response = await connection.AskAsync($"GET {path} {line}\r\nAuthorization: Bearer {ForgedToken.Of("ada")}\r\nConnection: close\r\n\r\n");

            Assert.StartsWith("HTTP/1.1 200 ", response, StringComparison.Ordinal);
            // Addresses in the response are then relative.
            Assert.DoesNotContain("http:///", response, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_without_exactly_one_valid_host_is_rejected()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        foreach (var hosts in new[] { "", "Host: a\r\nHost: b\r\n", "Host: a b\r\n", "Host: evil.example/path\r\n" })
        {
            await using var connection = await RawConnection.OpenAsync(application.Address);
            Assert.StartsWith("HTTP/1.1 400 ", await connection.AskAsync($"GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"), StringComparison.Ordinal);
        }
    }
}
