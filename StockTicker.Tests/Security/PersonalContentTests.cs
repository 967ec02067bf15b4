using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Which responses a cache may keep.</summary>
public sealed class PersonalContentTests
{
    // The path, and what it is for a visitor.
    [Theory]
    [InlineData("/", "no-cache")]
    [InlineData("/stocks/AAPL", "no-cache")]
    [InlineData("/api", "no-cache")]
    [InlineData("/status", "no-store")]
    [InlineData("/signin", "no-store")]
    [InlineData("/stocks/NOPE", "no-store")]
    [InlineData("/nowhere", "no-store")]
    [InlineData("/me/watchlist", null)]
    [InlineData("/me/alerts", null)]
    public async Task Responses_for_a_signed_in_user_are_never_stored(string path, string? visitor)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.ConnectWithoutRedirects();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        var cookie = await client.SignInAsync(ForgedToken.Of("ada"));

        using var personal = await client.SendWithCookieAsync(HttpMethod.Get, path, cookie);
        using var head = await client.SendWithCookieAsync(HttpMethod.Head, path, cookie);

        Assert.Equal("no-store, private", Cache(personal));
        Assert.Equal("no-store, private", Cache(head));
        if (visitor is null)
            return;
        Assert.Superset(new HashSet<string>(["Cookie", "Accept-Encoding"]), personal.Headers.Vary.ToHashSet());
        using var open = await client.GetAsync(path, TestTimeout.Token);
        Assert.Contains(visitor, Cache(open), StringComparison.Ordinal);
        Assert.Contains("Cookie", open.Headers.Vary);
    }

    [Theory]
    [InlineData("/quotes", "no-cache")]
    [InlineData("/stream/clock", "no-store, no-transform")]
    [InlineData("/css/tokens.css", "no-cache")]
    public async Task Public_content_is_the_same_for_everyone(string path, string cache)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.ConnectWithoutRedirects();
        var cookie = await client.SignInAsync(ForgedToken.Of("ada"));

        using var response = await client.SendWithCookieAsync(HttpMethod.Get, path, cookie);

        Assert.Equal(cache, string.Join(", ", response.Headers.GetValues("Cache-Control")));
    }

    private static string Cache(HttpResponseMessage response) => response.Headers.CacheControl!.ToString();
}
