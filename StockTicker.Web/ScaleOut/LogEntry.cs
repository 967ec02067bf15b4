using System.Collections.Immutable;
using System.Text;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>
/// An event as instances exchange it: encoded once for clients, and with what an instance needs for its own book and history. Prices are in
/// ticks.
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
            output.Write7BitEncodedInt64(TickSize.ToTicks(trade.Price, trade.Instrument.TickSize));
            output.Write7BitEncodedInt(trade.Size);
        }
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
            var instrument = instruments[input.Read7BitEncodedInt()];
            trades.Add(new Trade(
                instrument, time.AddTicks(input.Read7BitEncodedInt64()), TickSize.ToPrice(input.Read7BitEncodedInt64(), instrument.TickSize),
                input.Read7BitEncodedInt()));
        }
        return (new MarketMove(time, quotes.MoveToImmutable(), trades.MoveToImmutable()), new EncodedQuotes(entry.AsMemory((int)memory.Position), slices));
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
        var tickSize = quote.Instrument.TickSize;
        output.Write7BitEncodedInt(quote.Instrument.Index);
        output.Write7BitEncodedInt64(quote.Time.UtcTicks - time.UtcTicks);
        foreach (var price in (ReadOnlySpan<decimal>)[quote.Price, quote.Bid, quote.Ask, quote.Open, quote.High, quote.Low, quote.Vwap])
            output.Write7BitEncodedInt64(TickSize.ToTicks(price, tickSize));
        output.Write7BitEncodedInt(quote.BidSize);
        output.Write7BitEncodedInt(quote.AskSize);
        output.Write7BitEncodedInt64(quote.Volume);
    }

    /// <summary>Reads a quote.</summary>
    public static Quote ReadQuote(BinaryReader input, InstrumentCatalog instruments, DateTimeOffset time)
    {
        var instrument = instruments[input.Read7BitEncodedInt()];
        var at = time.AddTicks(input.Read7BitEncodedInt64());
        return new Quote
        {
            Instrument = instrument,
            Time = at,
            Price = Price(),
            Bid = Price(),
            Ask = Price(),
            Open = Price(),
            High = Price(),
            Low = Price(),
            Vwap = Price(),
            BidSize = input.Read7BitEncodedInt(),
            AskSize = input.Read7BitEncodedInt(),
            Volume = input.Read7BitEncodedInt64(),
        };

        decimal Price() => TickSize.ToPrice(input.Read7BitEncodedInt64(), instrument.TickSize);
    }
}
