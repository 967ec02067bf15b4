using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Starting;

/// <summary>The application below a path: everything that it links, sets or describes is below it.</summary>
public sealed partial class PathBaseTests
{
    private const string Base = "/app";

    public enum Proxy
    {
        /// <summary>The proxy keeps the path, which is configured.</summary>
        Keeps,

        /// <summary>The proxy removes the path and sends it in a header.</summary>
        Removes,

        /// <summary>The proxy removes the path, which is configured, and sends nothing.</summary>
        RemovesSilently,

        /// <summary>The proxy keeps the path, which is configured, and also sends it.</summary>
        KeepsAndSends,
    }

    public static TheoryData<Proxy> Proxies => [.. Enum.GetValues<Proxy>()];

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Every_link_of_every_page_is_below_the_path_and_works(Proxy proxy)
    {
        using var client = Connect(proxy);
        var checkedLinks = new HashSet<string>();
        foreach (var page in new[] { "/", "/?sector=Technology", "/stocks/AAPL", "/status", "/api", "/signin", "/nowhere", "/stocks/NOSUCH" })
        {
            using var request = Request(HttpMethod.Get, proxy, page);
            request.Headers.Add("Accept", "text/html");
            using var response = await client.SendAsync(request, TestTimeout.Token);
            var links = Link().Matches(await response.Content.ReadAsStringAsync(TestTimeout.Token))
                .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Where(link => link.StartsWith('/')).ToHashSet();

            Assert.NotEmpty(links);
            Assert.All(links, link => Assert.StartsWith($"{Base}/", link, StringComparison.Ordinal));
            Assert.Contains(links, link => link.Contains("/js/", StringComparison.Ordinal));
            checkedLinks.UnionWith(links.Where(link => !link.Contains("/stocks/", StringComparison.Ordinal) || link.EndsWith("/AAPL", StringComparison.Ordinal)));
        }
        foreach (var link in checkedLinks)
        {
            using var request = Request(HttpMethod.Get, proxy, link[Base.Length..]);
            using var response = await client.SendAsync(request, TestTimeout.Token);
            Assert.True(response.IsSuccessStatusCode, $"{link}: {response.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Redirects_cookies_and_descriptions_are_below_the_path(Proxy proxy)
    {
        using var client = Connect(proxy);

        using var moved = await client.SendAsync(Request(HttpMethod.Get, proxy, "/stocks/aapl"), TestTimeout.Token);
        Assert.Equal($"{Base}/stocks/AAPL", moved.Headers.Location?.OriginalString);

        using var form = await client.SendAsync(Request(HttpMethod.Get, proxy, "/signin?returnUrl=/elsewhere"), TestTimeout.Token);
        var antiforgery = Assert.Single(form.Headers.GetValues("Set-Cookie"));
        Assert.Contains($"; path={Base};", antiforgery, StringComparison.Ordinal);
        var field = FormToken().Match(await form.Content.ReadAsStringAsync(TestTimeout.Token)).Groups[1].Value;
        foreach (var (returnUrl, location) in new[] { ($"{Base}/status?x=1", $"{Base}/status?x=1"), ("/elsewhere", $"{Base}/"), ("/application", $"{Base}/"), ("", $"{Base}/") })
        {
            using var signIn = Request(HttpMethod.Post, proxy, "/signin");
            signIn.Headers.Add("Cookie", antiforgery.Split(';')[0]);
            signIn.Content = new FormUrlEncodedContent(
            [
                new("token", Tokens.Make("broadcast")), new("returnUrl", returnUrl), new("__RequestVerificationToken", field),
            ]);
            using var signedIn = await client.SendAsync(signIn, TestTimeout.Token);
            Assert.Equal(location, signedIn.Headers.Location?.OriginalString);
            Assert.Contains($"; path={Base};", Assert.Single(signedIn.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        }

        using var described = await client.SendAsync(Request(HttpMethod.Get, proxy, "/openapi/v1.json"), TestTimeout.Token);
        var document = JsonDocument.Parse(await described.Content.ReadAsStringAsync(TestTimeout.Token)).RootElement;
        var server = Assert.Single(document.GetProperty("servers").EnumerateArray()).GetProperty("url").GetString();
        Assert.Equal(new Uri(client.BaseAddress!, Base).AbsoluteUri, server!.TrimEnd('/'));

        await ProblemAssert.IsProblemAsync(
            await client.SendAsync(Request(HttpMethod.Get, proxy, "/nowhere"), TestTimeout.Token), HttpStatusCode.NotFound, $"{Base}/nowhere");
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Streams_and_quotes_work_below_the_path(Proxy proxy)
    {
        using var client = Connect(proxy);
        if (proxy is Proxy.Removes or Proxy.KeepsAndSends)
            client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", Base);
        var path = proxy is Proxy.Keeps or Proxy.KeepsAndSends ? Base : "";

        await using var stream = await EventReader.OpenAsync(client, $"{path}/stream");

        await stream.NextAsync("snapshot");
        Assert.Equal(3, (await client.GetJsonAsync($"{path}/quotes")).GetProperty("quotes").GetArrayLength());
    }

    [Theory]
    // Prefixes that could lead elsewhere or break the markup.
    [InlineData("//elsewhere.example", "")]
    [InlineData("/\\elsewhere.example", "")]
    [InlineData("https://elsewhere.example", "")]
    [InlineData("app", "")]
    [InlineData("/", "")]
    [InlineData("/a/../b", "")]
    [InlineData("/a\"><script>", "")]
    [InlineData("/app/", "/app")]
    [InlineData("/one/two", "/one/two")]
    // What the client itself sent comes before the value that the proxy added.
    [InlineData("/client, /proxy", "/proxy")]
    public async Task Only_a_plain_path_is_accepted_as_a_prefix(string prefix, string path)
    {
        using var client = Connect(Proxy.Removes);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stocks/aapl");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", prefix);
        using var response = await client.SendAsync(request, TestTimeout.Token);

        Assert.Equal($"{path}/stocks/AAPL", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_prefix_from_an_unknown_proxy_is_ignored()
    {
        using var client = ConnectTo("Market:Instruments=3", "ForwardedHeaders:KnownProxies=10.0.0.5");
        using var response = await client.SendAsync(Request(HttpMethod.Get, Proxy.Removes, "/stocks/aapl"), TestTimeout.Token);

        Assert.Equal("/stocks/AAPL", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_path_that_only_begins_like_the_base_is_not_below_it()
    {
        using var client = Connect(Proxy.Keeps);
        using var response = await client.GetAsync($"{Base}lication/quotes", TestTimeout.Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static HttpClient Connect(Proxy proxy) => proxy switch
    {
        Proxy.Removes => ConnectTo("Market:Instruments=3", "ForwardedHeaders:KnownProxies=127.0.0.1"),
        Proxy.KeepsAndSends => ConnectTo("Market:Instruments=3", $"PathBase={Base}", "ForwardedHeaders:KnownProxies=127.0.0.1"),
        _ => ConnectTo("Market:Instruments=3", $"PathBase={Base}"),
    };

    private static HttpClient ConnectTo(params string[] settings) =>
        new(Transport.Over(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxResponseDrainSize = 0 }))
        {
            BaseAddress = SharedApplications.With(settings).Address,
        };

    private static HttpRequestMessage Request(HttpMethod method, Proxy proxy, string path)
    {
        var request = new HttpRequestMessage(method, proxy is Proxy.Keeps or Proxy.KeepsAndSends ? Base + path : path);
        if (proxy is Proxy.Removes or Proxy.KeepsAndSends)
            request.Headers.Add("X-Forwarded-Prefix", Base);
        return request;
    }

    [GeneratedRegex("(?:href|src|action)=\"([^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
