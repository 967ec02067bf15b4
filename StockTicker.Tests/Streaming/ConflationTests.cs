using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

public sealed class ConflationTests
{
    [Theory]
    [InlineData("", 4)]
    [InlineData("&symbols=AAPL,MSFT,AMZN", 1)]
    public async Task An_interval_spaces_events_and_each_merges_the_updates_since_the_last(string filter, int batchesApart)
    {
        await using var application = new TickerApplication("Market:Instruments=20");
        using var client = application.Connect();
        await using var whole = await EventReader.OpenAsync(client, "/stream?" + filter);
        await using var slowed = await EventReader.OpenAsync(client, "/stream?interval=1000" + filter);
        var hello = await slowed.NextAsync();
        Assert.Equal(1000, hello.Number("interval"));
        var previous = (await slowed.NextAsync("snapshot")).Id;

        await client.StepAsync(101);

        var batches = new Queue<ServerEvent>();
        while (batches.LastOrDefault()?.Sequence is null or <= 95)
            batches.Enqueue(await whole.NextAsync("quotes"));
        var (sent, last) = (0, 0L);
        while (last < 90)
        {
            var conflated = await slowed.NextAsync();
            var (newest, updates, latest) = Conflate(batches, conflated.Sequence);
            Assert.Equal(previous, conflated.Text("prev"));
            Assert.Equal(newest, conflated.Id);
            Assert.Equal(latest, conflated.Quotes.ToDictionary(quote => quote.Key, quote => quote.Value.GetRawText()));
            Assert.Equal(updates - latest.Count, conflated.Number("merged"));
            if (++sent > 1)
                Assert.True(conflated.Sequence - last >= batchesApart);
            (previous, last) = (conflated.Id, conflated.Sequence);
        }
        Assert.InRange(sent, 15, 26);
    }

    // The expected event that merges all batches up to this sequence.
    private static (string? Newest, int Updates, Dictionary<string, string> Latest) Conflate(Queue<ServerEvent> batches, long sequence)
    {
        var (newest, updates, latest) = ((string?)null, 0, new Dictionary<string, string>());
        while (batches.TryPeek(out var next) && next.Sequence <= sequence)
        {
            newest = batches.Dequeue().Id;
            foreach (var (symbol, quote) in next.Quotes)
            {
                latest[symbol] = quote.GetRawText();
                updates++;
            }
        }
        return (newest, updates, latest);
    }

    [Fact]
    public async Task Conflated_quotes_are_sent_after_the_interval_even_if_the_market_has_stopped()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start));
        await using var application = new TickerApplication(
            services => services.AddSingleton<TimeProvider>(time),
            "Market:Clock=system", "Market:UpdateInterval=00:00:01", "Market:Instruments=5", "Market:QuotesPerUpdate=5");
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream?interval=60000");
        await stream.NextAsync("snapshot");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await stream.NextAsync("quotes")).Sequence);

        await EachSecondAsync(application, time, 3);
        time.Advance(TimeSpan.FromSeconds(57));

        var conflated = await stream.NextAsync("quotes");
        Assert.InRange(conflated.Sequence, 4, 61);
        Assert.Equal((conflated.Sequence - 2) * 5, conflated.Number("merged"));
    }

    private static async Task EachSecondAsync(TickerApplication application, FakeTimeProvider time, int seconds)
    {
        var book = application.Services.GetRequiredService<StockBook>();
        for (var i = 0; i < seconds; i++)
        {
            var version = book.Snapshot.Version;
            time.Advance(TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(() => book.Snapshot.Version > version);
        }
    }
}
