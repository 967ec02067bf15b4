using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

public sealed class FilterTests
{
    [Fact]
    public async Task Symbols_filter_the_snapshot_and_the_updates()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var whole = await EventReader.OpenAsync(client, "/stream");
        await using var some = await EventReader.OpenAsync(client, "/stream?symbols=MSFT,aapl");
        Assert.Equal(["AAPL", "MSFT"], (await some.NextAsync("snapshot")).Quotes.Keys);

        await client.StepAsync(40);

        var previous = $"{TickerApplication.Start}-0";
        var seen = 0;
        for (var i = 1; i <= 40; i++)
        {
            var all = (await whole.NextAsync("quotes"));
            var expected = all.Quotes.Where(quote => quote.Key is "AAPL" or "MSFT").Select(quote => quote.Value.GetRawText()).ToList();
            if (expected.Count == 0)
                continue;
            var filtered = await some.NextAsync();
            Assert.Equal(all.Id, filtered.Id);
            Assert.Equal(previous, filtered.Text("prev"));
            Assert.Equal(all.Number("time"), filtered.Number("time"));
            Assert.Equal(expected, filtered.Quotes.Values.Select(quote => quote.GetRawText()));
            previous = filtered.Id!;
            seen++;
        }
        Assert.InRange(seen, 5, 39);
    }

    [Fact]
    public async Task A_resumed_filtered_stream_gets_missed_events_chained_from_its_cursor()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var before = await EventReader.OpenAsync(client, "/stream?symbols=AAPL");
        await client.StepAsync(30);
        var cursor = $"{TickerApplication.Start}-10";

        await using var after = await EventReader.OpenAsync(client, "/stream?symbols=AAPL", cursor);
        Assert.Equal(cursor, (await after.NextAsync()).Id);

        var missed = await before.NextAsync("quotes");
        while (missed.Sequence <= 10)
            missed = await before.NextAsync("quotes");
        var first = await after.NextAsync();
        Assert.Equal((missed.Id, cursor), (first.Id, first.Text("prev")));
        Assert.Equal(missed.Quotes["AAPL"].GetRawText(), first.Quotes["AAPL"].GetRawText());
    }

    [Theory]
    [InlineData("symbols=AAPL,NOPE,MSFT,NADA", "NOPE, NADA")]
    [InlineData("symbols=", "symbols")]
    [InlineData("symbols=,", "symbols")]
    [InlineData("symbols=%00", "symbols")]
    [InlineData("interval=-1", "'-1'")]
    [InlineData("interval=60001", "60000")]
    [InlineData("interval=soon", "'soon'")]
    [InlineData("interval=", "''")]
    [InlineData("interval=1.5", "'1.5'")]
    [InlineData("snapshot=maybe", "'maybe'")]
    public async Task An_invalid_query_is_rejected_before_the_stream_starts(string query, string named)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        await ProblemAssert.IsProblemAsync(await client.GetAsync($"/stream?{query}", TestContext.Current.CancellationToken), HttpStatusCode.BadRequest, named);
    }

    [Fact]
    public async Task One_stream_carries_at_most_thirty_two_channels()
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        var names = string.Join(',', Enumerable.Range(0, 33).Select(i => $"room-{i}"));
        await ProblemAssert.IsProblemAsync(await client.GetAsync($"/stream/{names}", TestTimeout.Token), HttpStatusCode.BadRequest, "32");
    }

    [Theory]
    [InlineData("Quotes")]
    [InlineData("-quotes")]
    [InlineData("quotes,")]
    [InlineData("quo%20tes")]
    [InlineData("quotes%0A")]
    [InlineData("äöü")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890abcd")]
    public async Task An_invalid_channel_name_is_rejected(string channels)
    {
        var application = SharedApplications.With("Market:Instruments=3");
        using var client = application.Connect();
        await ProblemAssert.IsProblemAsync(
            await client.GetAsync($"/stream/{channels}", TestContext.Current.CancellationToken), HttpStatusCode.BadRequest, "channel name");
    }
}
