using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Broadcasting;
using StockTicker.Web.Limits;

namespace StockTicker.Tests.Limits;

public sealed class BroadcastRateLimitTests
{
    [Fact]
    public async Task Each_operator_can_publish_six_hundred_times_a_minute()
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.Connect();
        using var first = await PublishAsync(client, "busy");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await Permits.TakeAsync(application.Services.GetRequiredService<BroadcastRateLimit>(), "busy", 599);

        using var refused = await PublishAsync(client, "busy");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.TooManyRequests, "600");
        // The tutorial's link publishes, too.
        using var link = new HttpRequestMessage(HttpMethod.Get, "/trigger-notification");
        link.Headers.Authorization = new("Bearer", Tokens.Make("broadcast", "busy"));
        await ProblemAssert.IsProblemAsync(await client.SendAsync(link, TestTimeout.Token), HttpStatusCode.TooManyRequests, "600");
        using var other = await PublishAsync(client, "calm");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_repeated_idempotency_key_returns_the_first_result_until_it_expires()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time), [.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.Connect();

        var first = await ResponseAsync(client, "a", "key-1");
        time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal(first, await ResponseAsync(client, "a", "key-1"));
        Assert.NotEqual(first, await ResponseAsync(client, "a", "key-2"));
        Assert.NotEqual(first, await ResponseAsync(client, "b", "key-1"));
        Assert.Equal(3, await PublishedAsync(client));

        time.Advance(TimeSpan.FromMinutes(0.1));
        Assert.NotEqual(first, await ResponseAsync(client, "a", "key-1"));
        Assert.Equal(4, await PublishedAsync(client));
        time.Advance(TimeSpan.FromMinutes(10));
        await ResponseAsync(client, "a", "last");
        Assert.Equal(1, application.Services.GetRequiredService<IdempotencyKeys>().Count);
    }

    [Fact]
    public async Task Concurrent_requests_with_one_key_publish_once_and_get_the_same_response()
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.Connect();

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ResponseAsync(client, "a", "one")));

        Assert.Single(responses.Distinct());
        Assert.Equal(1, await PublishedAsync(client));
    }

    [Fact]
    public async Task The_key_of_a_failed_publish_is_not_remembered()
    {
        await using var application = new TickerApplication([.. Tokens.Settings, "Market:Instruments=3"]);
        using var client = application.Connect();

        using var refused = await PublishAsync(client, "a", "key", """{"type":"quotes","message":1}""");
        using var accepted = await PublishAsync(client, "a", "key");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        await ProblemAssert.IsProblemAsync(await PublishAsync(client, "a", new string('k', 256)), HttpStatusCode.BadRequest, "Idempotency-Key");
    }

    private static async Task<string> ResponseAsync(HttpClient client, string subject, string key)
    {
        using var response = await PublishAsync(client, subject, key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestTimeout.Token);
    }

    private static async Task<HttpResponseMessage> PublishAsync(HttpClient client, string subject, string? key = null, string body = """{"message":1}""")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/broadcast/notices") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast", subject));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, TestTimeout.Token);
    }

    private static async Task<int> PublishedAsync(HttpClient client) =>
        (await client.GetJsonAsync("/stats")).GetProperty("eventsPublished").GetInt32();
}
