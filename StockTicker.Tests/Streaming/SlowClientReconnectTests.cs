using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Streaming;

public sealed class SlowClientReconnectTests
{
    private static readonly int Cuts = TestLength.Choose(30, 1000);

    [Fact]
    public async Task A_slow_client_that_reconnects_often_loses_no_notice_and_shows_correct_prices_at_every_id()
    {
        var random = TestSeed.CreateRandom();
        await using var application = new TickerApplication("Market:Instruments=20");
        using var client = application.Connect();
        var log = application.Services.GetRequiredService<EventLog>();
        var market = new Market(await client.GetJsonAsync("/quotes"));
        var (shown, cursor) = (new Dictionary<string, string>(), (string?)null);
        var (published, received) = (new List<long>(), new List<long>());

        for (var cut = 0; cut < Cuts; cut++)
        {
            await MoveAsync();
            await using var stream = await EventReader.OpenAsync(client, "/stream/quotes,notices,room-1?interval=5000", cursor);
            var hello = await stream.NextAsync();
            Assert.Contains(hello.Text("reason"), new[] { "new", "resumed", "trimmed" });
            // Notices published before a client joined, which its snapshot may be older than.
            var before = cursor is null ? published.ToList() : [];
            if (cursor is null)
                published.Clear();
            // The snapshot will replace everything shown; older notices come before it.
            if (hello.Text("mode") == "snapshot")
                shown.Clear();
            await MoveAsync();
            // Marks the end of the published events: it is sent at once, after everything before it.
            var end = log.Publish("room-1", "end", new { channel = "room-1" }).Sequence;
            var stop = random.Next(4) == 0 ? random.NextInt64(end) : end;
            var next = hello;
            // A client that waits for a snapshot has no base before it arrives, whatever ids it has seen.
            while (next.Id is null || next.Sequence < stop || shown.Count == 0)
            {
                next = await stream.NextAsync();
                cursor = next.Id ?? cursor;
                if (next.Type is "notice")
                    received.Add(next.Sequence);
                if (next.Type is "snapshot" or "quotes")
                {
                    foreach (var (symbol, quote) in next.Quotes)
                        shown[symbol] = Market.Prices(quote);
                }
                if (next.Id is not null)
                    market.AssertShows(shown, next.Sequence, log);
            }
            // A new client does not get them unless it disconnects at an earlier id and resumes from there.
            published.InsertRange(0, before.Where(sequence => sequence > next.Sequence));
        }
        await using var last = await EventReader.OpenAsync(client, "/stream/quotes,notices,room-1", cursor);
        var final = log.Publish("room-1", "end", new { channel = "room-1" }).Sequence;
        for (var next = await last.NextAsync(); next.Id is null || next.Sequence < final; next = await last.NextAsync())
        {
            if (next.Type is "notice")
                received.Add(next.Sequence);
        }
        Assert.True(published.Count > Cuts);
        Assert.Equal(published, received);

        async Task MoveAsync()
        {
            for (var i = random.Next(4); i > 0; i--)
            {
                // Sometimes further than a replay reaches, so that the client gets a snapshot.
                await client.StepAsync(random.Next(20) == 0 ? 50 : random.Next(1, 12));
                if (random.Next(2) == 0)
                    published.Add(log.Publish(random.Next(2) == 0 ? "notices" : "room-1", "notice", new { message = random.Next() }).Sequence);
            }
        }
    }

    /// <summary>The prices of every instrument at every id.</summary>
    private sealed class Market(JsonElement opening)
    {
        private readonly Dictionary<string, string> _prices =
            opening.GetProperty("quotes").EnumerateArray().ToDictionary(quote => quote.GetProperty("symbol").GetString()!, Prices);

        private long _next;
        private long _through = -1;

        public static string Prices(JsonElement quote) =>
            string.Join(' ', new[] { "price", "bid", "ask", "high", "low", "volume", "vwap", "time" }.Select(field => quote.GetProperty(field).GetRawText()));

        public void AssertShows(Dictionary<string, string> shown, long sequence, EventLog log)
        {
            Assert.True(sequence >= _through);
            _through = sequence;
            for (; log.Quotes.TryGet(_next, out var batch) && batch.Sequence <= sequence; _next++)
            {
                for (var i = 0; i < batch.Slices.Length; i++)
                    _prices[log.Instruments[batch.Slices[i].Index].Symbol.Value] = Prices(JsonDocument.Parse(batch.QuoteAt(i)).RootElement);
            }
            // A fresh client shows nothing before its snapshot.
            if (shown.Count > 0)
                Assert.Equal(_prices, shown);
        }
    }
}
