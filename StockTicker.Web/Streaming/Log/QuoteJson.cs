using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using StockTicker.Domain;
using StockTicker.Web.Market;

namespace StockTicker.Web.Streaming.Log;

/// <summary>Writes quotes as JSON, with the keys and their order from <see cref="QuoteFields"/>. Encodes what does not change once.</summary>
internal sealed class QuoteJson
{
    private readonly ImmutableArray<Member> _full;
    private readonly ImmutableArray<Member> _update;
    private readonly int _maxBytes;

    public QuoteJson(InstrumentCatalog instruments)
    {
        _full = [.. QuoteFields.All.Select(field => Member.Of(field, instruments))];
        _update = [.. _full.Where(member => !member.Field.IsConstant)];
        _maxBytes = 1 + _full.Sum(member => member.MaxBytes);
    }

    /// <summary>A quote as <c>quotes</c> events have it: without the fields that cannot change during a session.</summary>
    public void WriteUpdate(IBufferWriter<byte> output, Quote quote) => Write(output, quote, _update);

    /// <summary>A quote as <c>snapshot</c> and <c>/quotes</c> have it: with every field.</summary>
    public void WriteFull(IBufferWriter<byte> output, Quote quote) => Write(output, quote, _full);

    /// <summary>One quote with every field.</summary>
    public byte[] Full(Quote quote)
    {
        var output = new ArrayBufferWriter<byte>(_maxBytes);
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

    // On the path of every batch, so nothing is boxed or allocated for a field.
    private void Write(IBufferWriter<byte> output, Quote quote, ImmutableArray<Member> members)
    {
        var span = output.GetSpan(_maxBytes);
        var length = 0;
        foreach (var member in members)
        {
            member.Key.CopyTo(span[length..]);
            length += member.Key.Length;
            if (member.Texts is null)
            {
                length += member.Field.WriteNumber(quote, span[length..]);
                continue;
            }
            var text = member.Texts[quote.Instrument.Index];
            text.CopyTo(span[length..]);
            length += text.Length;
        }
        span[0] = (byte)'{';
        span[length++] = (byte)'}';
        output.Advance(length);
    }

    /// <summary>A field with its key, and its escaped values by instrument if it is a text.</summary>
    private readonly record struct Member(QuoteField Field, byte[] Key, byte[][]? Texts)
    {
        public int MaxBytes => Key.Length + (Texts?.Max(text => text.Length) ?? QuoteField.MaxNumberLength);

        // Each key follows a comma; a brace replaces the first.
        public static Member Of(QuoteField field, InstrumentCatalog instruments) => new(
            field,
            Encoding.UTF8.GetBytes($",\"{field.Name}\":"),
            field.Kind == QuoteFieldKind.Text
                ? [.. instruments.Select(instrument => JsonSerializer.SerializeToUtf8Bytes(field.TextOf(instrument)))]
                : null);
    }
}
