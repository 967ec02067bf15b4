using System.Net;
using System.Text;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Requests that no client library would send.</summary>
public sealed class HostileRequestTests : IAsyncDisposable
{
    private readonly TickerApplication _application = new("Market:Instruments=3");

    // For requests that are rejected.
    private static TickerApplication Shared => SharedApplications.With("Market:Instruments=3");

    // The chunked body.
    [Theory]
    [InlineData("ffffffffffffffff\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2;a=b\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}XX0\r\n\r\n")]
    public async Task A_malformed_chunked_body_returns_400_without_blaming_the_host(string chunks)
    {
        foreach (var (method, path) in new[] { ("POST", "/broadcast/notices"), ("PUT", "/me/watchlist"), ("POST", "/me/alerts"), ("POST", "/market/step") })
        {
            await using var connection = await RawConnection.OpenAsync(Shared.Address);
            var response = await connection.AskAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Authorization: Bearer {new ForgedToken { Scope = "broadcast" }}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");

            Assert.StartsWith("HTTP/1.1 400 ", response, StringComparison.Ordinal);
            Assert.Contains("application/problem+json", response, StringComparison.Ordinal);
            Assert.DoesNotContain("the host", response, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("", "\0\0\0 rubbish")]
    [InlineData("Content-Length: 5\r\n", "hello")]
    [InlineData("Content-Length: 500\r\n", "less than was promised")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 5\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "rubbish")]
    public async Task A_stream_request_with_a_body_or_a_pipelined_request_gets_only_the_stream(string headers, string behind)
    {
        using var client = _application.Connect();
        await using var connection = await RawConnection.OpenAsync(_application.Address);
        await connection.SendAsync($"GET /stream HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{behind}");
        var received = await ReadThroughAsync(connection, "event: snapshot");

        var id = await client.StepAsync();
        received += await ReadThroughAsync(connection, $"id: {id}");

        Assert.Single(received.Split("HTTP/1.1 ").Skip(1), response => !response.StartsWith("100 ", StringComparison.Ordinal));
        Assert.Contains("HTTP/1.1 200 ", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tests\nada")]
    [InlineData("tests\r\nSet-Cookie: a=b")]
    [InlineData("tests\"é")]
    public async Task A_response_never_contains_parts_of_an_invalid_token(string text)
    {
        using var client = Shared.Connect();
        foreach (var token in new[] { new ForgedToken { Issuer = text }, new ForgedToken { Audience = text } })
        {
            using var response = await client.As(token.ToString()).GetAsync("/me/watchlist", TestTimeout.Token);

            Assert.Matches("^error=\"invalid_token\", error_description=\"It (comes from another issuer|is for another application)\\.\"$",
                Assert.Single(response.Headers.WwwAuthenticate).Parameter);
            await ProblemAssert.IsProblemAsync(response, HttpStatusCode.Unauthorized, "token");
        }
    }

    [Fact]
    public async Task A_token_in_the_cookie_does_not_sign_in()
    {
        using var client = _application.Connect();
        var name = (await SignInAsync()).Split('=')[0];
        foreach (var value in new[] { ForgedToken.Of("ada"), new ForgedToken { Algorithm = "none" }.ToString(), "rubbish", "" })
        {
            using var own = await SendAsync(client, HttpMethod.Get, "/stream/me", $"{name}={value}");
            await ProblemAssert.IsProblemAsync(own, HttpStatusCode.Unauthorized, "token");
            // Public endpoints ignore an invalid cookie.
            using var open = await SendAsync(client, HttpMethod.Get, "/stream", $"{name}={value}");
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }
    }

    // Sec-Fetch-Site, Origin, and the expected status.
    [Theory]
    [InlineData("same-origin", null, 200)]
    [InlineData("none", null, 200)]
    [InlineData("cross-site", null, 403)]
    [InlineData("same-site", null, 403)]
    [InlineData("cross-site", "https://elsewhere.example", 403)]
    [InlineData(null, "https://elsewhere.example", 403)]
    [InlineData(null, "null", 403)]
    public async Task Cross_site_requests_with_the_cookie_change_nothing(string? site, string? origin, int status)
    {
        using var client = _application.Connect();
        var cookie = await SignInAsync();

        using var changed = await SendAsync(client, HttpMethod.Put, "/me/watchlist", cookie, site, origin, """{"symbols":["AAPL"]}""");
        using var kept = await SendAsync(client, HttpMethod.Get, "/me/watchlist", cookie);

        Assert.Equal(status, (int)changed.StatusCode);
        Assert.Equal($$"""{"symbols":[{{(status == 200 ? "\"AAPL\"" : "")}}]}""", await kept.Content.ReadAsStringAsync(TestTimeout.Token));
    }

    [Theory]
    [InlineData("/../../etc/passwd")]
    [InlineData("/css/../../appsettings.json")]
    [InlineData("/css/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/css/..%2f..%2fappsettings.json")]
    [InlineData("/..%5c..%5cappsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("/StockTicker.Web.dll")]
    [InlineData("/stockticker.db")]
    [InlineData("/js/")]
    [InlineData("//elsewhere.example/")]
    public async Task Path_traversal_never_leaves_the_served_files(string path)
    {
        await using var connection = await RawConnection.OpenAsync(Shared.Address);

        var response = await connection.AskAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 404 ", response, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    // Signs in with the page's form; returns the cookie as it is sent.
    private async Task<string> SignInAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _application.Address, Timeout = Timeout.InfiniteTimeSpan };
        using var page = await client.GetAsync("/signin", TestTimeout.Token);
        var form = (await page.Content.ReadAsStringAsync(TestTimeout.Token)).Split("__RequestVerificationToken\" type=\"hidden\" value=\"")[1].Split('"')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/signin")
        {
            Content = new FormUrlEncodedContent([new("token", ForgedToken.Of("ada")), new("__RequestVerificationToken", form)]),
        };
        request.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var response = await client.SendAsync(request, TestTimeout.Token);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, string cookie, string? site = null, string? origin = null, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
    }

    private static async Task<string> ReadThroughAsync(RawConnection connection, string text)
    {
        var (received, buffer) = ("", new byte[16 * 1024]);
        while (!received.Contains(text, StringComparison.Ordinal))
        {
            var count = await connection.Stream.ReadAsync(buffer, TestTimeout.Token);
            Assert.True(count > 0, $"The connection ended after: {received}");
            received += Encoding.Latin1.GetString(buffer, 0, count);
        }
        return received;
    }
}
