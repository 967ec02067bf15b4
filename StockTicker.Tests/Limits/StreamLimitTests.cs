using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Limits;

public sealed class StreamLimitTests
{
    [Fact]
    public async Task An_address_has_twenty_streams_and_opens_sixty_a_minute_where_nobody_says_otherwise()
    {
        await using var application = new TickerApplication(
            // The minute does not pass, however slow the machine is.
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UnixEpoch)), "environment=Production", "Market:Instruments=3");
        using var client = application.Connect();
        var streams = new List<EventReader>();
        for (var i = 0; i < 20; i++)
            streams.Add(await EventReader.OpenAsync(client, "/stream/clock"));

        await IsRefusedAsync(client, HttpStatusCode.TooManyRequests, "20 streams open");
        foreach (var stream in streams)
            await stream.DisposeAsync();
        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
        for (var opened = 20; opened < 60;)
        {
            // One that has just left may still have its place.
            if (await StatusAsync(client, "/stream/clock") == HttpStatusCode.OK)
                opened++;
        }

        await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("totalClients").GetInt32() == 0);
        await IsRefusedAsync(client, HttpStatusCode.TooManyRequests, "60 streams per minute");
    }

    [Fact]
    public async Task In_Development_an_address_has_as_many_as_it_likes_and_a_value_that_is_given_holds()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        await using var limited = new TickerApplication("Market:Instruments=3", "Streaming:MaxStreamsPerAddress=1", "Streaming:NewStreamsPerMinute=2");
        using var client = application.Connect();
        using var limitedClient = limited.Connect();

        var streams = new List<EventReader>();
        for (var i = 0; i < 70; i++)
            streams.Add(await EventReader.OpenAsync(client, "/stream/clock"));
        await using (var only = await EventReader.OpenAsync(limitedClient, "/stream/clock"))
            await IsRefusedAsync(limitedClient, HttpStatusCode.TooManyRequests, "1 streams open");

        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_full_server_refuses_whoever_comes_counts_it_and_has_room_again_when_one_leaves()
    {
        await using var application = new TickerApplication("Market:Instruments=3", "Streaming:MaxStreams=2");
        using var client = application.Connect();
        await using var one = await EventReader.OpenAsync(client, "/stream");
        await using (var other = await EventReader.OpenAsync(client, "/stream/notices"))
        {
            await IsRefusedAsync(client, HttpStatusCode.ServiceUnavailable, "2 streams");
            await IsRefusedAsync(client, HttpStatusCode.ServiceUnavailable, "2 streams");
        }
        await Eventually.TrueAsync(async () => await StatusAsync(client, "/stream") == HttpStatusCode.OK);

        Assert.InRange((await client.GetJsonAsync("/stats")).GetProperty("rejected").GetInt32(), 2, int.MaxValue);
    }

    [Fact]
    public async Task What_does_not_become_a_stream_takes_no_place()
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
        using var answer = await client.SendAsync(late, TestTimeout.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, (await client.GetJsonAsync("/stats")).GetProperty("rejected").GetInt32());
        await IsRefusedAsync(client, HttpStatusCode.TooManyRequests, "1 streams open");
    }

    private static async Task IsRefusedAsync(HttpClient client, HttpStatusCode status, string named)
    {
        var response = await client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        await ProblemAssert.IsProblemAsync(response, status, named);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        return response.StatusCode;
    }
}
