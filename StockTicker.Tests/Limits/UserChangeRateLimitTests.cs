using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Limits;

namespace StockTicker.Tests.Limits;

/// <summary>The rate limit for changes by a user.</summary>
public sealed class UserChangeRateLimitTests
{
    // An index in Changes.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Changes_are_limited_per_minute_for_each_user(int last)
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Users:ChangesPerMinute=3");
        using var ada = application.ConnectAs("ada");
        using var ben = application.ConnectAs("ben");
        var api = await DescribedApi.ReadAsync(ada);
        // Changes of any kind.
        foreach (var change in Enumerable.Range(0, 3))
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await ChangeAsync(ada, change)).StatusCode);

        using var refused = await ChangeAsync(ada, last);

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        var (method, path) = new[] { ("PUT", "/me/watchlist"), ("POST", "/me/alerts"), ("DELETE", "/me/alerts/{id}") }[last];
        Assert.Contains(429, api.Operation(method, path).Statuses);
        await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.TooManyRequests, "3 changes per minute");
        // Reads do not count, and neither do other users.
        Assert.Equal(["AAPL"], await ada.WatchlistAsync());
        Assert.Single(await ada.AlertsAsync());
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(ben, 0)).StatusCode);
    }

    [Fact]
    public async Task Requests_without_a_user_always_return_401()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Users:ChangesPerMinute=1");
        using var client = application.Connect();

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await ChangeAsync(client, 0)).StatusCode);
    }

    [Theory]
    [InlineData("Production", 600)]
    [InlineData("Development", 0)]
    public async Task The_default_limit_is_six_hundred_and_Development_has_none(string environment, int limit)
    {
        await using var application = new TickerApplication($"environment={environment}", "Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        Assert.Equal(HttpStatusCode.NotFound, (await ChangeAsync(ada, 2)).StatusCode);
        await Permits.TakeAsync(application.Services.GetRequiredService<UserChangeRateLimit>(), "ada", 599);

        Assert.Equal(limit == 0 ? HttpStatusCode.NotFound : HttpStatusCode.TooManyRequests, (await ChangeAsync(ada, 2)).StatusCode);
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, int which) => which switch
    {
        0 => client.PutAsJsonAsync("/me/watchlist", new { symbols = new[] { "AAPL" } }, TestTimeout.Token),
        1 => client.PostAsJsonAsync("/me/alerts", new { symbol = "AAPL", condition = "above", threshold = 1 }, TestTimeout.Token),
        _ => client.DeleteAsync("/me/alerts/999", TestTimeout.Token),
    };
}
