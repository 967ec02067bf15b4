using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Limits;

public sealed class StreamLimitTests
{
    [Fact]
    public async Task By_default_an_address_has_twenty_streams_and_opens_sixty_a_minute()
    {
        await using var application = new TickerApplication(
            // The minute never passes, however slow the machine is.
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UnixEpoch)), "environment=Production", "Market:Instruments=3");
        using var client = application.Connect();
        var streams = new List<EventReader>();
        for (var i = 0; i < 20; i++)
            streams.Add(await EventReader.OpenAsync(client, "/stream/clock"));

        await AssertRejectedAsync(client, HttpStatusCode.TooManyRequests, "20 streams open");
        foreach (var stream in streams)
            await stream.DisposeAsync();
        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
        for (var opened = 20; opened < 60;)
        {
            // A stream that just ended may still hold its lease.
            if (await StatusAsync(client, "/stream/clock") == HttpStatusCode.OK)
                opened++;
        }

        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
        await AssertRejectedAsync(client, HttpStatusCode.TooManyRequests, "60 streams per minute");
    }

    [Fact]
    public async Task Development_has_no_stream_limits_unless_they_are_set()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        await using var limited = new TickerApplication("Market:Instruments=3", "Streaming:MaxStreamsPerAddress=1", "Streaming:NewStreamsPerMinute=2");
        using var client = application.Connect();
        using var limitedClient = limited.Connect();

        var streams = new List<EventReader>();
        for (var i = 0; i < 70; i++)
            streams.Add(await EventReader.OpenAsync(client, "/stream/clock"));
        await using (var only = await EventReader.OpenAsync(limitedClient, "/stream/clock"))
            await AssertRejectedAsync(limitedClient, HttpStatusCode.TooManyRequests, "1 streams open");

        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_full_server_rejects_and_counts_streams_until_one_ends()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Streaming:MaxStreams=2");
        using var client = application.Connect();
        await using var one = await EventReader.OpenAsync(client, "/stream");
        await using (var other = await EventReader.OpenAsync(client, "/stream/notices"))
        {
            await AssertRejectedAsync(client, HttpStatusCode.ServiceUnavailable, "2 open streams");
            await AssertRejectedAsync(client, HttpStatusCode.ServiceUnavailable, "2 open streams");
        }
        await Eventually.TrueAsync(async () => await StatusAsync(client, "/stream") == HttpStatusCode.OK);

        Assert.InRange((await client.GetJsonAsync("/stats")).GetProperty("rejected").GetInt32(), 2, int.MaxValue);
    }

    [Fact]
    public async Task Requests_that_open_no_stream_take_no_lease()
    {
        await using var application = new TickerApplication(
            "Market:Instruments=3", "Streaming:MaxStreams=1", "Streaming:MaxStreamsPerAddress=1", "Streaming:NewStreamsPerMinute=1", "Streaming:MaxChannels=1");
        using var client = application.Connect();
        for (var i = 0; i < 5; i++)
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, "/stream");
            using var headers = await client.SendAsync(head, TestTimeout.Token);
            Assert.Equal(HttpStatusCode.OK, headers.StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(client, "/stream?symbols=NOPE"));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/stream/me"));
        }

        await using var stream = await EventReader.OpenAsync(client, "/stream");
        using var late = new HttpRequestMessage(HttpMethod.Head, "/stream");
        using var response = await client.SendAsync(late, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, (await client.GetJsonAsync("/stats")).GetProperty("rejected").GetInt32());
        await AssertRejectedAsync(client, HttpStatusCode.TooManyRequests, "1 streams open");
    }

    private static async Task AssertRejectedAsync(HttpClient client, HttpStatusCode status, string text)
    {
        var response = await client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        await ProblemAssert.IsProblemAsync(response, status, text);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        return response.StatusCode;
    }
}
