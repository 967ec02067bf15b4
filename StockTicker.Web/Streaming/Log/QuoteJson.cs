using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using StockTicker.Domain;
using StockTicker.Web.Market;

namespace StockTicker.Web.Streaming.Log;

/// <summary>Writes quotes as JSON, with the keys and their order from <see cref="QuoteFields"/>. Encodes what does not change once. What is
/// not known has no key.</summary>
internal sealed class QuoteJson
{
    private readonly ImmutableArray<Member> _full;
    private readonly ImmutableArray<Member> _update;
    private readonly int _maxBytes;

    /// <summary>The maximum length of a quote, in bytes.</summary>
    public int MaxQuoteBytes => _maxBytes;

    public QuoteJson(InstrumentCatalog instruments) : this([.. QuoteFields.All.Select(field => Member.Of(field, instruments))])
    {
    }

    private QuoteJson(ImmutableArray<Member> full)
    {
        _full = full;
        _update = [.. _full.Where(member => !member.Field.IsConstant)];
        _maxBytes = 1 + _full.Sum(member => member.MaxBytes);
    }

    /// <summary>Creates a writer for a catalog with more or changed instruments.</summary>
    public QuoteJson With(InstrumentCatalog instruments) => new([.. _full.Select(member => member.With(instruments))]);

    /// <summary>Writes a quote as in <c>quotes</c> events: without the fields that cannot change during a session.</summary>
    public void WriteUpdate(IBufferWriter<byte> output, Quote quote) => Write(output, quote, _update);

    /// <summary>Writes a quote as in <c>snapshot</c> and <c>/quotes</c>: with all fields.</summary>
    public void WriteFull(IBufferWriter<byte> output, Quote quote) => Write(output, quote, _full);

    /// <summary>Encodes a quote with all fields.</summary>
    public byte[] Full(Quote quote)
    {
        var output = new ArrayBufferWriter<byte>(_maxBytes);
        WriteFull(output, quote);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Encodes a <c>snapshot</c> event of the instruments in <paramref name="filter"/>.</summary>
    public Frame Snapshot(StreamEventId id, BookSnapshot book, SymbolFilter filter)
    {
        var quotes = filter.Of(book);
        var output = new ArrayBufferWriter<byte>(512 + quotes.Length * 384);
        output.WriteText($"id: {id}\nevent: snapshot\n");
        var lines = new DataLines(output);
        output.WriteText($"{{\"time\":{book.Time.ToUnixTimeMilliseconds()},\"market\":{{\"state\":\"{StateName(book.Market.State)}\",\"halted\":[");
        var separator = ""u8;
        foreach (var symbol in book.Market.Halted)
        {
            output.Write(separator);
            lines.MakeRoom(symbol.Value.Length + 2);
            output.WriteText($"\"{symbol}\"");
            separator = ","u8;
        }
        output.Write("]},\"quotes\":["u8);
        separator = ""u8;
        foreach (var quote in quotes)
        {
            output.Write(separator);
            lines.MakeRoom(_maxBytes);
            WriteFull(output, quote);
            separator = ","u8;
        }
        output.Write(Frames.QuotesTail);
        return new Frame(output.WrittenSpan);
    }

    /// <summary>Gets the name of a market state on the wire.</summary>
    public static string StateName(MarketState state) => state switch
    {
        MarketState.Open => "open",
        MarketState.Closed => "closed",
        MarketState.Halted => "halted",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    // Called for every quote of every batch, so it must not allocate or box.
    private void Write(IBufferWriter<byte> output, Quote quote, ImmutableArray<Member> members)
    {
        var span = output.GetSpan(_maxBytes);
        var length = 0;
        foreach (var member in members)
        {
            var key = member.Key.Length;
            int value;
            if (member.Texts is null)
                value = member.Field.WriteNumber(quote, span[(length + key)..]);
            else
            {
                var text = member.Texts[quote.Instrument.Index];
                text.CopyTo(span[(length + key)..]);
                value = text.Length;
            }
            if (value == 0)
                continue;
            member.Key.CopyTo(span[length..]);
            length += key + value;
        }
        span[0] = (byte)'{';
        span[length++] = (byte)'}';
        output.Advance(length);
    }

    /// <summary>A field with its key, and its escaped values by instrument if it is a text; empty if not known.</summary>
    private readonly record struct Member(QuoteField Field, byte[] Key, byte[][]? Texts)
    {
        public int MaxBytes => Key.Length + (Texts?.Max(text => (int?)text.Length) ?? QuoteField.MaxNumberLength);

        public Member With(InstrumentCatalog instruments) => Texts is null ? this : Of(Field, instruments);

        private static byte[] Encode(QuoteField field, Instrument instrument) =>
            field.TextOf(instrument) is { } text ? JsonSerializer.SerializeToUtf8Bytes(text) : [];

        // Each key follows a comma; a brace replaces the first.
        public static Member Of(QuoteField field, InstrumentCatalog instruments) => new(
            field,
            Encoding.UTF8.GetBytes($",\"{field.Name}\":"),
            field.Kind == QuoteFieldKind.Text
                ? [.. instruments.Select(instrument => Encode(field, instrument))]
                : null);
    }
}
