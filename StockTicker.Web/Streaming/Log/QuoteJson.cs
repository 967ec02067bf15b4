using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Writes quotes as JSON. The keys and their order are those of the wire contract; prices keep the scale of their tick size.
/// </summary>
internal sealed class QuoteJson(InstrumentCatalog instruments)
{
    // More than a quote without its name and sector can take: 17 keys and as many numbers of at most 31 characters.
    private const int MaxNumbers = 1024;

    private readonly ImmutableArray<InstrumentJson> _instruments = [.. instruments.Select(InstrumentJson.Of)];

    /// <summary>A <c>quotes</c> event's form: without what cannot change in a session.</summary>
    public static void WriteUpdate(IBufferWriter<byte> output, Quote quote)
    {
        Utf8.TryWrite(output.GetSpan(MaxNumbers), CultureInfo.InvariantCulture,
            $"{{\"symbol\":\"{quote.Instrument.Symbol.Value}\",\"price\":{quote.Price},\"change\":{quote.Change},\"changePercent\":{quote.ChangePercent},\"bid\":{quote.Bid},\"ask\":{quote.Ask},\"bidSize\":{quote.BidSize},\"askSize\":{quote.AskSize},\"high\":{quote.High},\"low\":{quote.Low},\"volume\":{quote.Volume},\"vwap\":{quote.Vwap},\"time\":{quote.Time.ToUnixTimeMilliseconds()}}}",
            out var written);
        output.Advance(written);
    }

    /// <summary>The form that <c>snapshot</c> and <c>/quotes</c> have: every field.</summary>
    public void WriteFull(IBufferWriter<byte> output, Quote quote)
    {
        var instrument = _instruments[quote.Instrument.Index];
        Utf8.TryWrite(output.GetSpan(MaxNumbers + instrument.MaxBytes), CultureInfo.InvariantCulture,
            $"{{\"symbol\":\"{quote.Instrument.Symbol.Value}\",\"name\":\"{instrument.Name}\",\"sector\":\"{instrument.Sector}\",\"price\":{quote.Price},\"change\":{quote.Change},\"changePercent\":{quote.ChangePercent},\"bid\":{quote.Bid},\"ask\":{quote.Ask},\"bidSize\":{quote.BidSize},\"askSize\":{quote.AskSize},\"open\":{quote.Open},\"high\":{quote.High},\"low\":{quote.Low},\"previousClose\":{quote.Instrument.PreviousClose},\"volume\":{quote.Volume},\"vwap\":{quote.Vwap},\"time\":{quote.Time.ToUnixTimeMilliseconds()}}}",
            out var written);
        output.Advance(written);
    }

    /// <summary>One quote with every field.</summary>
    public byte[] Full(Quote quote)
    {
        var output = new ArrayBufferWriter<byte>(MaxNumbers);
        WriteFull(output, quote);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A <c>snapshot</c> event of the instruments that <paramref name="filter"/> lets through.</summary>
    public SnapshotFrame Snapshot(StreamEventId id, BookSnapshot book, SymbolFilter filter)
    {
        var quotes = filter.IsAll ? book.Quotes : [.. filter.Instruments.Select(instrument => book[instrument])];
        var output = new ArrayBufferWriter<byte>(512 + quotes.Length * 384);
        output.WriteText($"id: {id}\nevent: snapshot\ndata: {{\"time\":{book.Time.ToUnixTimeMilliseconds()},\"market\":{MarketJson(book.Market)},\"quotes\":");
        var start = output.WrittenCount;
        output.Write("["u8);
        var separator = ""u8;
        foreach (var quote in quotes)
        {
            output.Write(separator);
            WriteFull(output, quote);
            separator = ","u8;
        }
        output.Write("]"u8);
        var slice = new FrameSlice(start, output.WrittenCount - start);
        output.Write("}\n\n"u8);
        return new SnapshotFrame(new Frame(output.WrittenSpan.ToArray()), slice);
    }

    private static string MarketJson(MarketStatus market) =>
        $"{{\"state\":\"{StateName(market.State)}\",\"halted\":[{string.Join(',', market.Halted.Select(symbol => $"\"{symbol}\""))}]}}";

    /// <summary>A market's state in the wire's words.</summary>
    public static string StateName(MarketState state) => state switch
    {
        MarketState.Open => "open",
        MarketState.Closed => "closed",
        MarketState.Halted => "halted",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>The text fields of an instrument, escaped once.</summary>
    private sealed record InstrumentJson(string Name, string Sector, int MaxBytes)
    {
        public static InstrumentJson Of(Instrument instrument)
        {
            // The encoder leaves nothing but ASCII, so a character is a byte.
            var name = JsonEncodedText.Encode(instrument.Name).Value;
            var sector = JsonEncodedText.Encode(instrument.Sector).Value;
            return new InstrumentJson(name, sector, name.Length + sector.Length);
        }
    }
}
