using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Limits;

namespace StockTicker.Tests.Limits;

/// <summary>How often a user may change what is kept.</summary>
public sealed class UserChangeRateLimitTests
{
    // Which change, by its place in Changes.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_user_changes_things_so_often_a_minute_and_does_not_stand_in_anothers_way(int last)
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Users:ChangesPerMinute=3");
        using var ada = application.ConnectAs("ada");
        using var ben = application.ConnectAs("ben");
        var api = await DescribedApi.ReadAsync(ada);
        // Of whichever kind.
        foreach (var change in Enumerable.Range(0, 3))
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await ChangeAsync(ada, change)).StatusCode);

        using var refused = await ChangeAsync(ada, last);

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        var (method, path) = new[] { ("PUT", "/me/watchlist"), ("POST", "/me/alerts"), ("DELETE", "/me/alerts/{id}") }[last];
        Assert.Contains(429, api.Operation(method, path).Statuses);
        await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.TooManyRequests, "3 changes per minute");
        // What is only read is not counted, nor is anybody else.
        Assert.Equal(["AAPL"], await ada.WatchlistAsync());
        Assert.Single(await ada.AlertsAsync());
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(ben, 0)).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_told_so_however_often()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Users:ChangesPerMinute=1");
        using var client = application.Connect();

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await ChangeAsync(client, 0)).StatusCode);
    }

    [Theory]
    [InlineData("Production", 600)]
    [InlineData("Development", 0)]
    public async Task It_is_six_hundred_where_nobody_says_otherwise_and_in_Development_there_is_no_limit(string environment, int limit)
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
