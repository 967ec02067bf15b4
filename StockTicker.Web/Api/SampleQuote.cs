using System.Buffers;
using System.Text;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Api;

/// <summary>A quote, and the next one of the same instrument, as examples.</summary>
internal static class SampleQuote
{
    /// <summary>A quote.</summary>
    public static readonly Quote First = new()
    {
        Instrument = new Instrument
        {
            Index = 0,
            Symbol = Symbol.Parse("AAPL"),
            Name = "Apple Inc.",
            Sector = "Technology",
            SharesOutstanding = 15_000_000_000,
            PreviousClose = 150.00m,
            TickSize = 0.01m,
        },
        Price = 150.20m,
        Bid = 150.19m,
        Ask = 150.21m,
        BidSize = 300,
        AskSize = 500,
        Open = 150.00m,
        High = 150.30m,
        Low = 149.90m,
        Volume = 120_000,
        Vwap = 150.11m,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(1_767_623_400_250),
    };

    /// <summary>The quote after it.</summary>
    public static readonly Quote Second = First with
    {
        Price = 150.21m,
        Bid = 150.20m,
        Ask = 150.22m,
        BidSize = 200,
        AskSize = 400,
        Volume = 120_100,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(1_767_623_400_500),
    };

    private static readonly QuoteJson Json = new(new InstrumentCatalog([First.Instrument]));

    /// <summary>The first quote with every field.</summary>
    public static string Full => Encoding.UTF8.GetString(Json.Full(First));

    /// <summary>The second quote with the fields of an update.</summary>
    public static string Update
    {
        get
        {
            var output = new ArrayBufferWriter<byte>();
            Json.WriteUpdate(output, Second);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
    }
}
