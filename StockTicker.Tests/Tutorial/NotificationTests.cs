using System.Net;
using System.Net.Http.Headers;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Tutorial;

public sealed class NotificationTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task An_operator_triggers_a_notification(string method)
    {
        await using var application = new TickerApplication();
        using var http = application.Connect();
        await using var stream = await EventReader.OpenAsync(http, "/stream/notices");
        await stream.NextAsync("hello");

        using var response = await SendAsync(http, method, Tokens.Make("broadcast:notices"));

        Assert.Equal("""{"success":true}""", await response.Content.ReadAsStringAsync(TestTimeout.Token));
        var notification = await stream.NextAsync();
        Assert.Equal("notification", notification.Type);
        Assert.Equal(
            ["title", "body", "timestamp", "type", "message", "channel", "time"], notification.Data.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [InlineData("none", HttpStatusCode.Unauthorized)]
    [InlineData("stats", HttpStatusCode.Forbidden)]
    [InlineData("broadcast:room-1", HttpStatusCode.Forbidden)]
    public async Task A_notification_needs_the_scope(string scope, HttpStatusCode status)
    {
        using var http = SharedApplications.With("environment=Production").Connect();

        using var response = await SendAsync(http, "GET", scope == "none" ? null : Tokens.Make(scope));

        await ProblemAssert.IsProblemAsync(response, status, "");
    }

    [Fact]
    public async Task In_development_a_link_is_enough_but_not_one_of_another_site()
    {
        await using var application = new TickerApplication("environment=Development");
        using var http = application.Connect();
        using var response = await SendAsync(http, "GET", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var foreign = await SendAsync(http, "GET", null);
        await ProblemAssert.IsProblemAsync(foreign, HttpStatusCode.Forbidden, "another site");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/trigger-notification");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, TestTimeout.Token);
    }
}
