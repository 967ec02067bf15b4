using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Security;

/// <summary>Where a browser goes after signing in or out.</summary>
public sealed class SignInRedirectTests
{
    private static TickerApplication Shared => SharedApplications.With("Market:Instruments=3");

    [Theory]
    [InlineData("/stocks/AAPL?q=a%20b&sort=price#chart", "/stocks/AAPL?q=a%20b&sort=price#chart")]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/?q=日本&x=%C3%A9#ü", "/?q=%E6%97%A5%E6%9C%AC&x=%C3%A9#%C3%BC")]
    [InlineData("/😀", "/%F0%9F%98%80")]
    [InlineData("/?q=a b", "/?q=a%20b")]
    [InlineData("~/é", "/%C3%A9")]
    [InlineData("~/", "/")]
    [InlineData("", "/")]
    [InlineData("/a\r\nSet-Cookie: a=b", "/")]
    [InlineData("//evil.example/é", "/")]
    public async Task Location_is_encoded_and_local(string returnUrl, string location)
    {
        using var client = Shared.ConnectWithoutRedirects();
        foreach (var (path, name, value) in new[] { ("/signin", "token", ForgedToken.Of("ada")), ("/signin?handler=User", "id", "ben"), ("/signin?handler=Out", "id", "") })
        {
            using var response = await client.PostFormAsync(path, null, (name, value), ("returnUrl", returnUrl));

            Assert.Equal((HttpStatusCode.Redirect, location), (response.StatusCode, Assert.Single(response.Headers.GetValues("Location"))));
        }
    }

    [Fact]
    public async Task A_long_return_URL_is_ignored()
    {
        using var client = Shared.ConnectWithoutRedirects();

        using var response = await client.PostFormAsync("/signin", null, ("token", ForgedToken.Of("ada")), ("returnUrl", "/" + new string('é', 100_000 / 6)));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, response.Headers.Location!.OriginalString));
    }
}
