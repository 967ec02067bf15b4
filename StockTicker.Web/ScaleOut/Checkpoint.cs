using System.Collections.Immutable;
using System.IO.Compression;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>The book and the history as of an event, from which an instance joins.</summary>
/// <param name="Id">The newest event of any channel.</param>
/// <param name="QuotesId">The newest <c>quotes</c> event.</param>
/// <param name="Time">The time of the book.</param>
/// <param name="Quotes">The quotes of all instruments.</param>
/// <param name="History">The saved <see cref="MarketHistory"/>.</param>
internal sealed record Checkpoint(
    StreamEventId Id, StreamEventId QuotesId, DateTimeOffset Time, ImmutableArray<Quote> Quotes, ReadOnlyMemory<byte> History)
{
    // Detects what another version has written.
    private const int Format = 1;

    /// <summary>Takes a checkpoint. No event may be added at the same time.</summary>
    public static Checkpoint Of(EventLog log, MarketHistory history)
    {
        var head = log.Head;
        var memory = new MemoryStream();
        using (var output = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            history.Save(output);
        return new Checkpoint(log.IdOf(head.Sequence), head.Quotes.Id, head.Book.Time, head.Book.Quotes, memory.GetBuffer().AsMemory(0, (int)memory.Length));
    }

    /// <summary>Encodes the checkpoint.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var memory = new MemoryStream();
        using (var compressed = new BrotliStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        using (var output = new BinaryWriter(compressed))
        {
            output.Write(Format);
            foreach (var id in new[] { Id, QuotesId })
            {
                output.Write(id.Epoch);
                output.Write(id.Sequence);
            }
            output.Write(Time.UtcTicks);
            output.Write(Quotes.Length);
            foreach (var quote in Quotes)
                LogEntry.Write(output, quote, Time);
            output.Write(History.Length);
            output.Write(History.Span);
        }
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }

    /// <summary>Decodes a checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is of another version or of another market.</exception>
    public static Checkpoint Read(byte[] bytes, InstrumentCatalog instruments)
    {
        using var compressed = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var input = new BinaryReader(compressed);
        if (input.ReadInt32() is not Format and var format)
            throw new InvalidDataException($"The checkpoint has the format {format}, not {Format}.");
        var id = new StreamEventId(input.ReadInt64(), input.ReadInt64());
        var quotesId = new StreamEventId(input.ReadInt64(), input.ReadInt64());
        var time = new DateTimeOffset(input.ReadInt64(), TimeSpan.Zero);
        var count = input.ReadInt32();
        if (count != instruments.Count)
            throw new InvalidDataException($"The checkpoint has {count} instruments, not {instruments.Count}.");
        var quotes = ImmutableArray.CreateBuilder<Quote>(count);
        for (var i = 0; i < count; i++)
            quotes.Add(LogEntry.ReadQuote(input, instruments, time));
        return new Checkpoint(id, quotesId, time, quotes.MoveToImmutable(), input.ReadBytes(input.ReadInt32()));
    }
}
