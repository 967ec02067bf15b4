using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Tutorial;

/// <summary>A new price of one stock.</summary>
/// <param name="Index">The index of the instrument.</param>
/// <param name="Event">The event. Of the updates of one batch, only the last has the id, so that a client resumes with whole batches.</param>
internal readonly record struct StockUpdate(int Index, SseItem<string> Event)
{
    /// <summary>What is not known is omitted, as everywhere.</summary>
    public static readonly JsonSerializerOptions Options =
        new(JsonSerializerOptions.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Creates the updates of a batch.</summary>
    public static List<StockUpdate> ListOf(IEnumerable<(int Index, string Json)> quotes, StreamEventId id)
    {
        var updates = quotes.Select(quote => new StockUpdate(quote.Index, new SseItem<string>(quote.Json))).ToList();
        updates[^1] = updates[^1] with { Event = new SseItem<string>(updates[^1].Event.Data) { EventId = id.ToString() } };
        return updates;
    }

    /// <summary>Encodes an update from a quote.</summary>
    public static string Encode(Quote quote) => Encode(quote.Instrument.Symbol.Value, quote.Price, quote.Change);

    /// <summary>Encodes an update from the JSON of a quote in the log.</summary>
    public static string Encode(ReadOnlyMemory<byte> logged)
    {
        using var quote = JsonDocument.Parse(logged);
        var fields = quote.RootElement;
        return Encode(fields.GetProperty("symbol").GetString()!, NumberOf("price"), NumberOf("change"));

        decimal? NumberOf(string field) => fields.TryGetProperty(field, out var number) ? number.GetDecimal() : null;
    }

    private static string Encode(string symbol, decimal? price, decimal? change) =>
        JsonSerializer.Serialize(new { type = "update", symbol, price, change }, Options);
}
