using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Net.Http.Headers;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Security;

/// <summary>How long the cookie of a signed-in browser is valid.</summary>
public sealed class SignInCookieTests : IDisposable
{
    private const string Section = "Authentication:Schemes:Bearer";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-cookies-");

    [Fact]
    public async Task A_cookie_falls_with_the_key_the_issuer_the_audience_or_the_environment_that_made_it()
    {
        var cookie = await SignInAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await UseAsync(cookie));
        foreach (var change in new[]
        {
            [$"{Section}:SigningKeys:0:Value={Convert.ToBase64String(new byte[32])}"],
            [$"{Section}:SigningKeys:0:Value="],
            [$"{Section}:ValidIssuer=other", $"{Section}:SigningKeys:0:Issuer=other"],
            [$"{Section}:ValidAudience=other"],
            [$"{Section}:ValidAudience="],
            new[] { "environment=Development" },
        })
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await UseAsync(cookie, change));
    }

    [Fact]
    public async Task The_cookie_of_a_demo_user_is_valid_in_Development_only()
    {
        string cookie;
        await using (var application = Start("environment=Development"))
        {
            using var client = application.ConnectWithoutRedirects();
            using var response = await client.PostFormAsync("/signin?handler=User", null, ("id", "ada"));
            cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await UseAsync(cookie, "environment=Development"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await UseAsync(cookie));
    }

    [Fact]
    public async Task A_cookie_lasts_no_longer_than_twelve_hours()
    {
        using var client = SharedApplications.With("Market:Instruments=3").ConnectWithoutRedirects();
        var before = DateTimeOffset.UtcNow;

        var cookie = SetCookieHeaderValue.Parse(await client.SignInAsync(new ForgedToken { Expires = before.AddYears(50) }.ToString()));

        Assert.InRange(cookie.Expires!.Value, before.AddHours(12).AddSeconds(-2), DateTimeOffset.UtcNow.AddHours(12));
        using var page = await client.SendWithCookieAsync(HttpMethod.Get, "/signin", cookie.ToString());
        var html = await page.Content.ReadAsStringAsync(TestTimeout.Token);
        Assert.Contains($"datetime=\"{cookie.Expires.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ss}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_copies_of_the_cookie_and_their_streams_for_good()
    {
        string cookie;
        await using (var application = Start())
        {
            using var client = application.ConnectWithoutRedirects();
            var token = new ForgedToken { Scope = "broadcast" }.ToString();
            cookie = await client.SignInAsync(token);
            var other = await client.SignInAsync(token);
            using var streaming = application.Connect();
            streaming.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
            await using var own = await EventReader.OpenAsync(streaming, "/stream/me");
            await own.NextAsync("hello");

            using var response = await client.PostFormAsync("/signin?handler=Out", cookie);

            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
            Assert.Equal("expired", (await own.NextAsync("shutdown")).Text("reason"));
            Assert.Null(await own.TryNextAsync());
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await UseAsync(application, cookie));
            // Another sign-in of the same user is not affected.
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await UseAsync(application, other));
        }

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await UseAsync(cookie));
    }

    [Fact]
    public async Task Over_HTTPS_the_cookie_has_the_host_prefix_and_no_other_is_accepted()
    {
        await using var application = new TickerApplication([.. Certificates.Https, "environment=Production", "Market:Instruments=3"]);
        using var client = application.ConnectWithoutRedirects();

        var header = await client.SignInAsync(ForgedToken.Of("ada"));

        var cookie = SetCookieHeaderValue.Parse(header);
        Assert.Equal("__Host-stockticker", cookie.Name.Value);
        Assert.Equal((true, true, "/", null), (cookie.Secure, cookie.HttpOnly, cookie.Path.Value, cookie.Domain.Value));
        using var prefixed = await client.SendWithCookieAsync(HttpMethod.Get, "/me/watchlist", header);
        using var bare = await client.SendWithCookieAsync(HttpMethod.Get, "/me/watchlist", header["__Host-".Length..]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (prefixed.StatusCode, bare.StatusCode));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task<string> SignInAsync()
    {
        await using var application = Start();
        using var client = application.ConnectWithoutRedirects();
        return await client.SignInAsync(new ForgedToken { Scope = "broadcast" }.ToString());
    }

    // The status of a user's own data and of a broadcast, after a restart with these settings.
    private async Task<(HttpStatusCode, HttpStatusCode)> UseAsync(string cookie, params string[] settings)
    {
        await using var application = Start(settings);
        return await UseAsync(application, cookie);
    }

    private static async Task<(HttpStatusCode, HttpStatusCode)> UseAsync(TickerApplication application, string cookie)
    {
        using var client = application.Connect();
        // In Development, the name contains the port. Both names, so that the environment does not decide by the name.
        var value = cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0];
        var cookies = $"stockticker={value}; stockticker-{application.Address.Port}={value}";
        using var own = new HttpRequestMessage(HttpMethod.Get, "/me/alerts") { Headers = { { "Cookie", cookies } } };
        using var read = await client.SendAsync(own, TestTimeout.Token);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices")
        {
            Headers = { { "Cookie", cookies } },
            Content = new StringContent("""{"message":1}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };
        using var published = await client.SendAsync(post, TestTimeout.Token);
        return (read.StatusCode, published.StatusCode);
    }

    // In Production, unless the settings say otherwise.
    private TickerApplication Start(params string[] settings) => new(
        ["environment=Production", "Market:Instruments=3", $"ConnectionStrings:StockTicker=Data Source={Path.Combine(_folder.FullName, "users.db")}", .. settings]);
}
