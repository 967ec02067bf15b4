using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

public sealed class ChannelTests
{
    private static string Id(long sequence) => $"{TickerApplication.Start}-{sequence}";

    [Fact]
    public async Task One_stream_carries_several_channels_in_id_order()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,notices,room-1");
        Assert.Equal("""["quotes","notices","room-1"]""", (await stream.NextAsync()).Data.GetProperty("channels").GetRawText());
        await stream.NextAsync("snapshot");

        Publish(application, "notices", "one");
        await client.StepAsync();
        Publish(application, "room-2", "not for it");
        Publish(application, "room-1", "two");
        await client.StepAsync();

        Assert.Equal(("notice", Id(1), "one"), Told(await stream.NextAsync()));
        Assert.Equal(("quotes", Id(2)), TypeAndId(await stream.NextAsync()));
        Assert.Equal(("notice", Id(4), "two"), Told(await stream.NextAsync()));
        var last = await stream.NextAsync();
        Assert.Equal(("quotes", Id(5), Id(2)), (last.Type, last.Id, last.Text("prev")));
    }

    [Fact]
    public async Task A_stream_without_quotes_starts_live_and_resumes_with_missed_events()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        Publish(application, "notices", "early");
        await using var first = await EventReader.OpenAsync(client, "/stream/notices");
        var hello = await first.NextAsync();
        Assert.Equal(("live", "new", Id(1)), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        await client.StepAsync(400);
        Publish(application, "notices", "late");
        Assert.Equal(("notice", Id(402), "late"), Told(await first.NextAsync()));

        await using var resumed = await EventReader.OpenAsync(client, "/stream/notices", hello.Id);

        hello = await resumed.NextAsync();
        Assert.Equal(("resume", "resumed", Id(1)), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        Assert.Equal(("notice", Id(402), "late"), Told(await resumed.NextAsync()));
    }

    [Fact]
    public async Task A_busy_market_does_not_evict_notices_and_they_keep_their_order_around_the_snapshot()
    {
        await using var application = new TickerApplication("Streaming:RetainedEvents=16");
        using var client = application.Connect();
        var cursor = await client.StepAsync();
        Publish(application, "notices", "before");
        await client.StepAsync(50);
        Publish(application, "notices", "after");

        await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,notices", cursor);

        var hello = await stream.NextAsync();
        Assert.Equal(("snapshot", "trimmed", null), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        Assert.Equal(("notice", $"{Id(2)}s", "before"), Told(await stream.NextAsync()));
        Assert.Equal(("snapshot", Id(52)), TypeAndId(await stream.NextAsync()));
        Assert.Equal(("notice", Id(53), "after"), Told(await stream.NextAsync()));
    }

    [Fact]
    public async Task A_new_client_can_request_the_newest_events_of_its_channels()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        for (var i = 1; i <= 5; i++)
        {
            Publish(application, "notices", $"n{i}");
            Publish(application, "room-1", $"r{i}");
        }
        await client.StepAsync();
        Publish(application, "notices", "n6");

        await using var live = await EventReader.OpenAsync(client, "/stream/notices?history=3");
        await using var whole = await EventReader.OpenAsync(client, "/stream/quotes,notices?history=2");

        Assert.Equal(("live", "new", Id(6)), await Hello(live));
        Assert.Equal(("notice", Id(7), "n4"), Told(await live.NextAsync()));
        Assert.Equal(("notice", Id(9), "n5"), Told(await live.NextAsync()));
        Assert.Equal(("notice", Id(12), "n6"), Told(await live.NextAsync()));
        Assert.Equal(("snapshot", "new", null), await Hello(whole));
        Assert.Equal(("notice", $"{Id(9)}s", "n5"), Told(await whole.NextAsync()));
        Assert.Equal(("snapshot", Id(11)), TypeAndId(await whole.NextAsync()));
        Assert.Equal(("notice", Id(12), "n6"), Told(await whole.NextAsync()));

        static async Task<(string?, string?, string?)> Hello(EventReader stream)
        {
            var hello = await stream.NextAsync();
            return (hello.Text("mode"), hello.Text("reason"), hello.Id);
        }
    }

    [Fact]
    public async Task Conflated_quotes_are_sent_before_an_event_of_another_channel()
    {
        await using var application = new TickerApplication("Market:Instruments=10", "Market:QuotesPerUpdate=4");
        using var client = application.Connect();
        await using var whole = await EventReader.OpenAsync(client, "/stream");
        await using var slowed = await EventReader.OpenAsync(client, "/stream/quotes,notices?interval=60000");
        await client.StepAsync();
        Assert.Equal(Id(1), (await slowed.NextAsync("quotes")).Id);

        await client.StepAsync(3);
        Publish(application, "notices", "now");
        await client.StepAsync(2);

        var latest = new Dictionary<string, string>();
        for (var i = 1; i <= 4; i++)
        {
            foreach (var (symbol, quote) in (await whole.NextAsync("quotes")).Quotes.Where(_ => i > 1))
                latest[symbol] = quote.GetRawText();
        }
        var conflated = await slowed.NextAsync();
        Assert.Equal(("quotes", Id(4), Id(1)), (conflated.Type, conflated.Id, conflated.Text("prev")));
        Assert.Equal(latest, conflated.Quotes.ToDictionary(quote => quote.Key, quote => quote.Value.GetRawText()));
        Assert.Equal(12 - latest.Count, conflated.Number("merged"));
        Assert.Equal(("notice", Id(5), "now"), Told(await slowed.NextAsync()));
    }

    [Fact]
    public async Task A_cursor_older_than_the_kept_broadcasts_is_reported_as_trimmed()
    {
        await using var application = new TickerApplication("Streaming:RetainedBroadcasts=16");
        using var client = application.Connect();
        for (var i = 1; i <= 20; i++)
            Publish(application, "notices", $"n{i}");

        await using var stream = await EventReader.OpenAsync(client, "/stream/notices", Id(3));
        var hello = await stream.NextAsync();

        Assert.Equal(("live", "trimmed", Id(4)), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        Assert.Equal(("notice", Id(5), "n5"), Told(await stream.NextAsync()));
    }

    [Fact]
    public async Task The_clock_channel_sends_one_event_per_market_second_and_keeps_none()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream/clock");
        Assert.Equal("live", (await stream.NextAsync()).Text("mode"));

        await client.StepAsync(12);

        for (var second = 1; second <= 3; second++)
        {
            var clock = await stream.NextAsync();
            Assert.Equal(("clock", null), TypeAndId(clock));
            Assert.Equal($$"""{"time":{{TickerApplication.Start + second * 1000}}}""", clock.Json);
        }
    }

    [Fact]
    public async Task The_clock_channel_runs_while_the_market_is_silent()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start));
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time), "Market:Clock=system", "Market:UpdateInterval=01:00:00");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream/clock");
        await stream.NextAsync("hello");

        for (var second = 1; second <= 3; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(TickerApplication.Start + second * 1000, (await stream.NextAsync("clock")).Number("time"));
        }
    }

    [Fact]
    public async Task Channels_are_limited_and_an_unused_one_makes_room()
    {
        await using var application = new TickerApplication("Streaming:MaxChannels=2");
        using var client = application.Connect();
        await using var one = await EventReader.OpenAsync(client, "/stream/one");
        var two = await EventReader.OpenAsync(client, "/stream/two,notices");
        await one.NextAsync("hello");
        await two.NextAsync("hello");

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/stream/three"))
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
            using var refused = await client.SendAsync(request, TestTimeout.Token);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Empty(refused.Content.Headers.ContentEncoding);
            await ProblemAssert.IsProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "2 channels");
        }
        await two.DisposeAsync();
        await Eventually.TrueAsync(async () =>
            (await client.GetJsonAsync("/stats")).GetProperty("channels").GetProperty("two").GetInt32() == 0);

        await using var three = await EventReader.OpenAsync(client, "/stream/three");
        await three.NextAsync("hello");
        var channels = (await client.GetJsonAsync("/stats")).GetProperty("channels");
        Assert.Equal(
            BuiltInChannels.All.Select(channel => channel.Name).Concat(["one", "three"]).Order(),
            channels.EnumerateObject().Select(channel => channel.Name).Order());
        Assert.Equal(1, channels.GetProperty("three").GetInt32());
    }

    [Theory]
    [InlineData("/stream/me")]
    [InlineData("/stream/quotes,me")]
    [InlineData("/protected-stream")]
    public async Task A_users_own_stream_needs_a_token(string path)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        using var response = await client.GetAsync(path, TestTimeout.Token);

        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).ToString());
        await ProblemAssert.IsProblemAsync(response, HttpStatusCode.Unauthorized, "token");
    }

    private static void Publish(TickerApplication application, string channel, string message) =>
        application.Services.GetRequiredService<EventLog>().Publish(channel, "notice", new { type = "notice", message, channel });

    private static (string, string?, string?) Told(ServerEvent notice) => (notice.Type, notice.Id, notice.Text("message"));

    private static (string, string?) TypeAndId(ServerEvent notice) => (notice.Type, notice.Id);
}
