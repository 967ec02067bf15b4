using System.Collections.Immutable;
using System.Text;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>
/// An event as instances exchange it: encoded once for clients, and with what an instance needs for its own book and history. Numbers keep
/// their decimals (see <see cref="CompactDecimal"/>).
/// </summary>
internal static class LogEntry
{
    /// <summary>Encodes a move.</summary>
    public static byte[] Write(MarketMove move, EncodedQuotes encoded)
    {
        using var memory = new MemoryStream(encoded.Body.Length + 64 * move.Quotes.Length);
        using var output = new BinaryWriter(memory);
        output.Write(move.Time.UtcTicks);
        output.Write7BitEncodedInt(move.Quotes.Length);
        for (var i = 0; i < move.Quotes.Length; i++)
        {
            Write(output, move.Quotes[i], move.Time);
            output.Write7BitEncodedInt(encoded.Slices[i].Start);
            output.Write7BitEncodedInt(encoded.Slices[i].Length);
        }
        output.Write7BitEncodedInt(move.Trades.Length);
        foreach (var trade in move.Trades)
        {
            output.Write7BitEncodedInt(trade.Instrument.Index);
            output.Write7BitEncodedInt64(trade.Time.UtcTicks - move.Time.UtcTicks);
            CompactDecimal.Write(output, trade.Price);
            CompactDecimal.Write(output, trade.Size);
        }
        output.Write7BitEncodedInt(encoded.Described.Length);
        foreach (var index in encoded.Described)
            output.Write7BitEncodedInt(index);
        output.Write(encoded.Body.Span);
        return memory.ToArray();
    }

    /// <summary>Decodes a move.</summary>
    public static (MarketMove Move, EncodedQuotes Encoded) ReadMove(byte[] entry, InstrumentCatalog instruments)
    {
        using var memory = new MemoryStream(entry);
        using var input = new BinaryReader(memory);
        var time = new DateTimeOffset(input.ReadInt64(), TimeSpan.Zero);
        var quotes = ImmutableArray.CreateBuilder<Quote>(input.Read7BitEncodedInt());
        var slices = new QuoteSlice[quotes.Capacity];
        for (var i = 0; i < slices.Length; i++)
        {
            quotes.Add(ReadQuote(input, instruments, time));
            slices[i] = new QuoteSlice(quotes[i].Instrument.Index, input.Read7BitEncodedInt(), input.Read7BitEncodedInt());
        }
        var trades = ImmutableArray.CreateBuilder<Trade>(input.Read7BitEncodedInt());
        for (var i = 0; i < trades.Capacity; i++)
        {
            trades.Add(new Trade(
                instruments[input.Read7BitEncodedInt()], time.AddTicks(input.Read7BitEncodedInt64()), CompactDecimal.Read(input) ?? 0,
                CompactDecimal.Read(input) ?? 0));
        }
        var described = ImmutableArray.CreateBuilder<int>(input.Read7BitEncodedInt());
        for (var i = 0; i < described.Capacity; i++)
            described.Add(input.Read7BitEncodedInt());
        return (
            new MarketMove(time, quotes.MoveToImmutable(), trades.MoveToImmutable()),
            new EncodedQuotes(entry.AsMemory((int)memory.Position), slices, described.MoveToImmutable()));
    }

    /// <summary>Encodes an event of another channel.</summary>
    public static byte[] Write(PublishedMessage message)
    {
        using var memory = new MemoryStream();
        using var output = new BinaryWriter(memory);
        output.Write(message.Channel);
        output.Write(message.Owner is not null);
        output.Write(message.Owner ?? "");
        output.Write(Frames.Event(message.Type, null, message.Data));
        return memory.ToArray();
    }

    /// <summary>Decodes an event of another channel. The frame lacks its id.</summary>
    public static (string Channel, string? Owner, ReadOnlyMemory<byte> Frame) ReadMessage(byte[] entry)
    {
        using var memory = new MemoryStream(entry);
        using var input = new BinaryReader(memory, Encoding.UTF8);
        var channel = input.ReadString();
        var hasOwner = input.ReadBoolean();
        var owner = input.ReadString();
        return (channel, hasOwner ? owner : null, entry.AsMemory((int)memory.Position));
    }

    /// <summary>Writes a quote.</summary>
    public static void Write(BinaryWriter output, Quote quote, DateTimeOffset time)
    {
        output.Write7BitEncodedInt(quote.Instrument.Index);
        output.Write7BitEncodedInt64(quote.Time.UtcTicks - time.UtcTicks);
        foreach (var number in (ReadOnlySpan<decimal?>)[
            quote.Price, quote.Bid, quote.Ask, quote.BidSize, quote.AskSize, quote.Open, quote.High, quote.Low, quote.Volume, quote.Vwap])
            CompactDecimal.Write(output, number);
    }

    /// <summary>Reads a quote.</summary>
    public static Quote ReadQuote(BinaryReader input, InstrumentCatalog instruments, DateTimeOffset time) => new()
    {
        // In the order in which they were written.
        Instrument = instruments[input.Read7BitEncodedInt()],
        Time = time.AddTicks(input.Read7BitEncodedInt64()),
        Price = CompactDecimal.Read(input),
        Bid = CompactDecimal.Read(input),
        Ask = CompactDecimal.Read(input),
        BidSize = CompactDecimal.Read(input),
        AskSize = CompactDecimal.Read(input),
        Open = CompactDecimal.Read(input),
        High = CompactDecimal.Read(input),
        Low = CompactDecimal.Read(input),
        Volume = CompactDecimal.Read(input) ?? 0,
        Vwap = CompactDecimal.Read(input),
    };
}
