using System.Text.Json;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

public sealed class JoinTests
{
    private const int AtOnce = 8;

    private static readonly int Joins = TestLength.Choose(50, 1000);

    [Fact]
    public async Task Snapshot_plus_updates_match_the_latest_values_whenever_a_client_joins()
    {
        await using var application = new TickerApplication("Market:Clock=system", "Market:UpdateInterval=00:00:00.010");
        using var client = application.Connect();
        var left = Joins;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                // If conflation skipped the id, the join proves nothing and is repeated.
                while (!await JoinAsync(client))
                {
                }
            }
        }));
    }

    private static async Task<bool> JoinAsync(HttpClient client)
    {
        await using var stream = await EventReader.OpenAsync(client, "/stream");
        var newest = await stream.NextAsync("snapshot");
        var quotes = newest.Quotes.ToDictionary(quote => quote.Key, quote => Fields(quote.Value));
        var expected = await client.GetJsonAsync("/quotes");
        var id = expected.GetProperty("id").GetString()!;
        var sequence = new ServerEvent("", id, "{}").Sequence;
        while (newest.Sequence < sequence)
        {
            var next = await stream.NextAsync("quotes");
            Assert.Equal(newest.Id, next.Text("prev"));
            foreach (var (symbol, quote) in next.Quotes)
            {
                foreach (var (field, value) in Fields(quote))
                    quotes[symbol][field] = value;
            }
            newest = next;
        }
        if (newest.Id != id)
            return false;
        foreach (var quote in expected.GetProperty("quotes").EnumerateArray())
            Assert.Equal(Fields(quote), quotes[quote.GetProperty("symbol").GetString()!]);
        return true;
    }

    private static Dictionary<string, string> Fields(JsonElement quote) =>
        quote.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetRawText());
}
