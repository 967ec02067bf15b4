using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Which proxies are trusted, as seen by the address that a stream is counted for and by the scheme.</summary>
public sealed class ProxyTrustTests
{
    [Theory]
    // Proxies that are not configured are not trusted, not even on the loopback.
    [InlineData("", "203.0.113.1", "203.0.113.2", true)]
    [InlineData("10.0.0.0/8", "203.0.113.1", "203.0.113.2", true)]
    // A configured proxy is trusted, by address or by network.
    [InlineData("127.0.0.1", "203.0.113.1", "203.0.113.2", false)]
    [InlineData("10.0.0.7,127.0.0.0/8", "203.0.113.1", "203.0.113.2", false)]
    [InlineData("127.0.0.1", "203.0.113.1", "203.0.113.1", true)]
    // Values that the client sent are to the left of the one that the proxy added.
    [InlineData("127.0.0.1", "1.1.1.1, 203.0.113.1", "2.2.2.2, 203.0.113.1", true)]
    // A chain of two proxies.
    [InlineData("127.0.0.1;10.0.0.7", "203.0.113.1, 10.0.0.7", "203.0.113.2, 10.0.0.7", false)]
    [InlineData("127.0.0.1", "203.0.113.1, 10.0.0.7", "203.0.113.2, 10.0.0.7", true)]
    public async Task The_client_address_is_the_one_forwarded_by_a_trusted_proxy(string proxies, string first, string second, bool isOneClient)
    {
        await using var application = new TickerApplication(
            "Market:Instruments=3", "Streaming:MaxStreamsPerAddress=1", $"ForwardedHeaders:KnownProxies={proxies}");
        using var client = application.Connect();
        using var one = await OpenAsync(client, first);
        using var other = await OpenAsync(client, second);

        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        Assert.Equal(isOneClient ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task The_forwarded_headers_switch_of_the_framework_trusts_no_proxy()
    {
        await using var application = new TickerApplication(
            "Market:Instruments=3", "Streaming:MaxStreamsPerAddress=1", "FORWARDEDHEADERS_ENABLED=true");
        using var client = application.Connect();
        using var one = await OpenAsync(client, "203.0.113.1");
        using var other = await OpenAsync(client, "203.0.113.2");

        Assert.Equal(HttpStatusCode.TooManyRequests, other.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Forbidden)]
    public async Task The_forwarded_scheme_makes_a_page_behind_the_proxy_same_origin(string proxies, HttpStatusCode status)
    {
        await using var application = new TickerApplication("Market:Instruments=3", $"ForwardedHeaders:KnownProxies={proxies}");
        using var client = application.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices");
        request.Headers.Host = "prices.example";
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Origin", "https://prices.example");
        using var response = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal(status, response.StatusCode);
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, string forwarded)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/stream/clock");
        request.Headers.Add("X-Forwarded-For", forwarded);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
    }
}
