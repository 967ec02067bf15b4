using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Security;

/// <summary>Which tokens every protected endpoint accepts.</summary>
public sealed class TokenTests : IAsyncDisposable
{
    private const string Missing = "Bearer";
    private const string Invalid = "Bearer error=\"invalid_token\"";

    private static readonly string[] Reads = ["/stream/me", "/stream/quotes,me", "/protected-stream", "/stream?symbols=@watchlist", "/me/watchlist", "/me/alerts"];

    private readonly TickerApplication _application = new([.. Tokens.Settings, "Market:Instruments=3"]);

    // Does not advance, so that a token that is about to expire stays valid on a slow machine.
    private static readonly FakeTimeProvider Time = new(DateTimeOffset.UtcNow);

    // For requests without side effects.
    private static TickerApplication Shared =>
        SharedApplications.With(nameof(TokenTests), services => services.AddSingleton<TimeProvider>(Time), "Market:Instruments=3");

    // Created when they are sent, because some depend on the time.
    private static readonly Dictionary<string, Func<ForgedToken, object?>> Kinds = new()
    {
        ["none"] = _ => null,
        ["empty"] = _ => "",
        ["rubbish"] = _ => "rubbish",
        ["rubbish in three parts"] = _ => "a.b.c",
        ["alg none"] = token => token with { Algorithm = "none" },
        ["HS512"] = token => token with { Algorithm = "HS512", Key = [.. Tokens.Key, .. Tokens.Key] },
        ["HS384"] = token => token with { Algorithm = "HS384", Key = [.. Tokens.Key, .. Tokens.Key] },
        ["HS512 with the key"] = token => token with { Algorithm = "HS512" },
        ["wrong key"] = token => token with { Key = [.. Enumerable.Repeat((byte)7, 32)] },
        ["wrong issuer"] = token => token with { Issuer = "elsewhere" },
        ["wrong audience"] = token => token with { Audience = "another-application" },
        ["no exp"] = token => token with { Expires = null },
        ["expired 40 s"] = token => token with { Expires = Time.GetUtcNow().AddSeconds(-40) },
        ["not yet valid"] = token => token with { NotBefore = Time.GetUtcNow().AddMinutes(2) },
        ["another type"] = token => token with { Type = "logout+jwt" },
        ["identity token"] = token => token with { Type = "id+jwt" },
        ["an empty type"] = token => token with { Type = "" },
        ["another media type"] = token => token with { Type = "text/at+jwt" },
        ["an unknown critical extension"] = token => token with { Critical = "https://example.com/unknown" },
        ["a known extension that is critical"] = token => token with { Critical = "b64" },
        ["audience with a slash"] = token => token with { Audience = "stockticker/" },
        ["audience in another case"] = token => token with { Audience = "StockTicker" },
        ["issuer with a slash"] = token => token with { Issuer = "tests/" },
        ["as usual"] = token => token,
        ["expired 20 s"] = token => token with { Expires = Time.GetUtcNow().AddSeconds(-20) },
        ["valid in 20 s"] = token => token with { NotBefore = Time.GetUtcNow().AddSeconds(20) },
        ["an access token"] = token => token with { Type = "at+jwt" },
        ["an access token with its media type"] = token => token with { Type = "application/at+jwt" },
        ["an access token in capitals"] = token => token with { Type = "AT+JWT" },
        ["a token with its media type"] = token => token with { Type = "application/jwt" },
        ["an expiry with decimals"] = token => token with { HasFraction = true },
        ["of no type"] = token => token with { Type = null },
        ["good for a century"] = token => token with { Expires = Time.GetUtcNow().AddYears(100) },
    };

    [Theory]
    [InlineData("none", Missing)]
    [InlineData("empty", Missing)]
    [InlineData("rubbish", Invalid)]
    [InlineData("rubbish in three parts", Invalid)]
    [InlineData("alg none", Invalid)]
    [InlineData("HS512", Invalid)]
    [InlineData("HS384", Invalid)]
    [InlineData("HS512 with the key", Invalid)]
    [InlineData("wrong key", Invalid)]
    [InlineData("wrong issuer", Invalid)]
    [InlineData("wrong audience", Invalid)]
    [InlineData("no exp", Invalid)]
    [InlineData("expired 40 s", Invalid)]
    [InlineData("not yet valid", Invalid)]
    [InlineData("another type", Invalid)]
    [InlineData("identity token", Invalid)]
    [InlineData("an empty type", Invalid)]
    [InlineData("another media type", Invalid)]
    [InlineData("an unknown critical extension", Invalid)]
    [InlineData("a known extension that is critical", Invalid)]
    [InlineData("audience with a slash", Invalid)]
    [InlineData("audience in another case", Invalid)]
    [InlineData("issuer with a slash", Invalid)]
    public async Task An_invalid_token_returns_401_with_a_challenge(string what, string challenge)
    {
        using var client = Shared.Connect();
        var token = Make(what);

        foreach (var path in Reads)
            await AssertRejectedAsync(client, HttpMethod.Get, path);
        await AssertRejectedAsync(client, HttpMethod.Put, "/me/watchlist", """{"symbols":["AAPL"]}""");
        await AssertRejectedAsync(client, HttpMethod.Post, "/me/alerts", """{"symbol":"AAPL","condition":"above","threshold":1}""");
        await AssertRejectedAsync(client, HttpMethod.Delete, "/me/alerts/1");
        await AssertRejectedAsync(client, HttpMethod.Post, "/broadcast/notices", """{"message":1}""");
        // Public endpoints ignore tokens.
        using var open = await SendAsync(client, HttpMethod.Get, "/stream", token);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);

        async Task AssertRejectedAsync(HttpClient client, HttpMethod method, string path, string? body = null)
        {
            using var response = await SendAsync(client, method, path, token, body);
            var header = Assert.Single(response.Headers.WwwAuthenticate).ToString();
            Assert.True(challenge == Missing ? header == Missing : header.StartsWith(challenge, StringComparison.Ordinal), $"{what} at {path}: {header}");
            await ProblemAssert.IsProblemAsync(response, HttpStatusCode.Unauthorized, "token");
        }
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("jwt")]
    [InlineData("authorization")]
    public async Task A_token_in_the_query_string_is_ignored(string parameter)
    {
        using var client = Shared.Connect();
        using var response = await client.GetAsync($"/stream/me?{parameter}={ForgedToken.Of("ada")}", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

        Assert.Equal(Missing, Assert.Single(response.Headers.WwwAuthenticate).ToString());
        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.Unauthorized, "token");
    }

    [Theory]
    [InlineData("as usual")]
    [InlineData("expired 20 s")]
    [InlineData("valid in 20 s")]
    [InlineData("an access token")]
    [InlineData("an access token with its media type")]
    [InlineData("an access token in capitals")]
    [InlineData("a token with its media type")]
    [InlineData("an expiry with decimals")]
    [InlineData("of no type")]
    [InlineData("good for a century")]
    public async Task A_valid_token_is_accepted_everywhere(string what)
    {
        using var client = Shared.Connect();
        var token = Make(what);
        foreach (var path in Reads)
        {
            using var response = await SendAsync(client, HttpMethod.Get, path, token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{what} at {path}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task A_token_without_a_user_can_publish_but_owns_no_data()
    {
        using var client = _application.Connect();
        var token = new ForgedToken { User = null, Scope = "broadcast" }.ToString();

        using var published = await SendAsync(client, HttpMethod.Post, "/broadcast/notices", token, """{"message":1}""");
        using var own = await SendAsync(client, HttpMethod.Get, "/stream/me", token);
        using var list = await SendAsync(client, HttpMethod.Get, "/me/watchlist", token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (published.StatusCode, own.StatusCode, list.StatusCode));
    }

    [Theory]
    [InlineData("/stream/quotes,me", 60, 60)]
    [InlineData("/stream/quotes,me", -10, 20)]
    [InlineData("/stream?symbols=@watchlist", 60, 60)]
    [InlineData("/stream?symbols=@watchlist", -10, 20)]
    [InlineData("/stream/quotes,me?symbols=@watchlist", 60, 60)]
    public async Task Only_streams_that_need_a_token_end_when_it_expires(string path, int endsIn, int streamEndsIn)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var application = new TickerApplication(services => services.AddSingleton<TimeProvider>(time), Tokens.Settings);
        using var client = application.Connect().As(new ForgedToken { Expires = time.GetUtcNow().AddSeconds(endsIn) }.ToString());
        await using var own = await EventReader.OpenAsync(client, path, heartbeats: true);
        await using var open = await EventReader.OpenAsync(client, "/stream");
        await own.NextAsync("snapshot");
        await open.NextAsync("snapshot");

        time.Advance(TimeSpan.FromSeconds(streamEndsIn - 1));
        Assert.Equal("heartbeat", (await own.NextAsync()).Type);
        time.Advance(TimeSpan.FromSeconds(1));

        var last = await own.NextAsync("shutdown");
        Assert.Equal("expired", last.Text("reason"));
        Assert.InRange(last.Number("retry"), 1500, 4500);
        Assert.Null(await own.TryNextAsync());
        // On a separate connection, because the stream's connection closes with it.
        using var other = application.Connect();
        await other.StepAsync();
        Assert.Equal("quotes", (await open.NextAsync("quotes")).Type);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static string? Make(string what) => Kinds[what](new ForgedToken { Scope = "broadcast" })?.ToString();

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? token, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
    }
}
