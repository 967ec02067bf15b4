using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

public sealed class ResumeTests
{
    private static string Id(long sequence) => $"{TickerApplication.Start}-{sequence}";

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task A_cursor_in_the_log_gets_every_later_event()
    {
        await using var application = new TickerApplication("Market:Instruments=10");
        using var client = application.Connect();
        await using var whole = await EventReader.OpenAsync(client, "/stream");
        await client.StepAsync(15);

        await using var resumed = await EventReader.OpenAsync(client, "/stream", Id(7));
        var hello = await resumed.NextAsync();

        Assert.Equal(("resume", "resumed", Id(7)), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        for (var i = 0; i <= 7; i++)
            await whole.NextAsync(i == 0 ? "snapshot" : "quotes");
        for (var i = 8; i <= 15; i++)
            Assert.Equal(await whole.NextAsync("quotes"), await resumed.NextAsync(), (a, b) => a.Id == b.Id && a.Json == b.Json);
    }

    [Fact]
    public async Task The_newest_id_resumes_with_the_next_event()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        var newest = await client.StepAsync(3);

        await using var stream = await EventReader.OpenAsync(client, "/stream", newest);
        var hello = await stream.NextAsync();
        await client.StepAsync();
        var quotes = await stream.NextAsync();

        Assert.Equal(("resume", newest), (hello.Text("mode"), hello.Id));
        Assert.Equal(("quotes", Id(4), newest), (quotes.Type, quotes.Id, quotes.Text("prev")));
    }

    [Theory]
    [InlineData("lastEventId")]
    [InlineData("last_event_id")]
    public async Task A_cursor_in_the_header_wins_over_one_in_the_query(string parameter)
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await client.StepAsync(5);

        await using var byQuery = await EventReader.OpenAsync(client, $"/stream?{parameter}={Id(2)}");
        await using var byBoth = await EventReader.OpenAsync(client, $"/stream?{parameter}={Id(2)}", Id(4));

        Assert.Equal(Id(2), (await byQuery.NextAsync()).Id);
        Assert.Equal(Id(4), (await byBoth.NextAsync()).Id);
    }

    [Theory]
    [InlineData("2", "2", "resumed")]
    [InlineData("2,2", null, "resumed")]
    [InlineData("2, 2", "2", "resumed")]
    [InlineData("2", "3", "malformed")]
    [InlineData("2,3", null, "malformed")]
    public async Task A_cursor_that_is_sent_twice_counts_once_if_both_are_equal(string first, string? second, string reason)
    {
        var application = SharedApplications.With("Market:Instruments=3", "Streaming:RetainedEvents=101");
        using var client = application.Connect();
        if (application.Services.GetRequiredService<EventLog>().Head.Sequence == 0)
            await client.StepAsync(5);
        await using var connection = await RawConnection.OpenAsync(application.Address);
        var headers = string.Concat(new[] { first, second }.OfType<string>()
            .Select(value => $"Last-Event-ID: {string.Join(value.Contains(", ", StringComparison.Ordinal) ? ", " : ",", value.Split(',').Select(number => Id(number[^1] - '0')))}\r\n"));
        await connection.SendAsync($"GET /stream HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

        await connection.ReadUntilAsync($"\"reason\":\"{reason}\"");
    }

    [Theory]
    [InlineData("rubbish", "malformed")]
    [InlineData("1767623400000", "malformed")]
    [InlineData("1767623400000-01", "malformed")]
    [InlineData("1767623400000--1", "malformed")]
    [InlineData("1767623400000-+1", "malformed")]
    [InlineData("1767623400000-9223372036854775808", "malformed")]
    [InlineData("1767623400000-6", "ahead")]
    [InlineData("1767623400000-9223372036854775807", "ahead")]
    [InlineData("1767623400001-1", "epoch")]
    public async Task An_unusable_cursor_gets_a_reason_and_a_snapshot(string cursor, string reason)
    {
        // Not shared, because the market is stepped.
        var application = SharedApplications.With("Market:Instruments=3", "Streaming:RetainedEvents=100");
        using var client = application.Connect();
        if (application.Services.GetRequiredService<EventLog>().Head.Sequence == 0)
            await client.StepAsync(5);
        var before = await ResyncsAsync();

        foreach (var path in new[] { "/stream", "/stream?snapshot=false" })
        {
            await using var stream = await EventReader.OpenAsync(client, path, cursor);
            var hello = await stream.NextAsync();
            var snapshot = await stream.NextAsync();

            Assert.Equal(("snapshot", reason, null), (hello.Text("mode"), hello.Text("reason"), hello.Id));
            Assert.Equal(("snapshot", Id(5)), (snapshot.Type, snapshot.Id));
        }
        Assert.Equal(before + 2, await ResyncsAsync());

        async Task<int> ResyncsAsync() => (await client.GetJsonAsync("/stats")).GetProperty("resyncs").GetInt32();
    }

    [Fact]
    [Trait(Transport.Trait, Transport.Core)]
    public async Task A_cursor_of_sixteen_kilobytes_is_accepted()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream", new string('9', 15_000));

        Assert.Equal("malformed", (await stream.NextAsync()).Text("reason"));
    }

    [Fact]
    public async Task A_cursor_older_than_the_log_gets_a_snapshot()
    {
        await using var application = new TickerApplication("Streaming:RetainedEvents=16");
        using var client = application.Connect();
        await client.StepAsync(20);

        await using var kept = await EventReader.OpenAsync(client, "/stream", Id(4));
        await using var gone = await EventReader.OpenAsync(client, "/stream", Id(3));

        Assert.Equal("resumed", (await kept.NextAsync()).Text("reason"));
        Assert.Equal(Id(5), (await kept.NextAsync()).Id);
        Assert.Equal("trimmed", (await gone.NextAsync()).Text("reason"));
    }

    [Fact]
    public async Task A_market_of_few_instruments_resumes_after_some_seconds_and_says_how_many()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        await client.StepAsync(300);
        // Four events a second.
        var bridged = 4 * (int)(await client.GetJsonAsync("/stats")).GetProperty("replayHeadroomSeconds").GetDouble();
        Assert.InRange(bridged, 8, 240);

        await using var within = await EventReader.OpenAsync(client, "/stream", Id(300 - bridged));
        await using var beyond = await EventReader.OpenAsync(client, "/stream", Id(300 - bridged - 5));

        Assert.Equal("resumed", (await within.NextAsync()).Text("reason"));
        Assert.Equal("trimmed", (await beyond.NextAsync()).Text("reason"));
    }

    [Fact]
    public async Task A_stream_without_a_snapshot_starts_live_and_its_first_event_names_the_previous_id()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await client.StepAsync(2);

        await using var stream = await EventReader.OpenAsync(client, "/stream?snapshot=false");
        var hello = await stream.NextAsync();
        await client.StepAsync();
        var quotes = await stream.NextAsync();

        Assert.Equal(("live", "new", Id(2)), (hello.Text("mode"), hello.Text("reason"), hello.Id));
        Assert.Equal(("quotes", Id(3), Id(2)), (quotes.Type, quotes.Id, quotes.Text("prev")));
    }
}
