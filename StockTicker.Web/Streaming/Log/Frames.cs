using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Encodes events as <see href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-Sent Events</see>: id, event,
/// one or more lines of data (see <see cref="DataLines"/>) and an empty line.
/// </summary>
internal static class Frames
{
    // Text is escaped no more than necessary, because the stream is never part of HTML, and a line is limited.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The end of an event that begins with <see cref="WriteQuotesHead"/>.</summary>
    public static ReadOnlySpan<byte> QuotesTail => "]}\n\n"u8;

    /// <summary>Encodes a whole batch as a <c>quotes</c> event.</summary>
    /// <param name="described">The indexes of the instruments whose quotes have all fields, in the order of the batch.</param>
    public static (byte[] Frame, QuoteSlice[] Slices) Quotes(
        StreamEventId id, StreamEventId previous, QuoteBatch batch, ImmutableArray<int> described, QuoteJson json)
    {
        var output = new ArrayBufferWriter<byte>(256 + batch.Quotes.Length * 288);
        var slices = WriteQuotes(output, id, previous, batch.Move, described, json, out _);
        return (output.WrittenSpan.ToArray(), slices);
    }

    /// <summary>Encodes the quotes of a batch whose id is not known yet.</summary>
    public static EncodedQuotes Quotes(MarketMove move, ImmutableArray<int> described, QuoteJson json)
    {
        // As if after the longest beginning, so that no line becomes too long.
        var longest = new StreamEventId(long.MaxValue, long.MaxValue);
        var output = new ArrayBufferWriter<byte>(256 + move.Quotes.Length * 288);
        var slices = WriteQuotes(output, longest, longest, move, described, json, out var head);
        return new EncodedQuotes(output.WrittenMemory[head..], [.. slices.Select(slice => slice with { Start = slice.Start - head })], described);
    }

    /// <summary>Completes quotes that were encoded before their id was known as a <c>quotes</c> event.</summary>
    public static (byte[] Frame, QuoteSlice[] Slices) Quotes(StreamEventId id, StreamEventId previous, DateTimeOffset time, EncodedQuotes quotes)
    {
        var output = new ArrayBufferWriter<byte>(256 + quotes.Body.Length);
        WriteQuotesHead(output, id, previous, time, merged: 0);
        var head = output.WrittenCount;
        output.Write(quotes.Body.Span);
        return (output.WrittenSpan.ToArray(), [.. quotes.Slices.Select(slice => slice with { Start = slice.Start + head })]);
    }

    /// <summary>Puts an id before an event that was encoded without one.</summary>
    public static byte[] WithId(StreamEventId id, ReadOnlySpan<byte> frame)
    {
        var output = new ArrayBufferWriter<byte>(frame.Length + 64);
        output.WriteText($"id: {id}\n");
        output.Write(frame);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the beginning of a <c>quotes</c> event, up to its quotes.</summary>
    public static DataLines WriteQuotesHead(ArrayBufferWriter<byte> output, StreamEventId id, StreamEventId previous, DateTimeOffset time, long merged)
    {
        Utf8.TryWrite(output.GetSpan(128), CultureInfo.InvariantCulture, $"id: {id.Epoch}-{id.Sequence}\nevent: quotes\n", out var written);
        output.Advance(written);
        var lines = new DataLines(output);
        Utf8.TryWrite(output.GetSpan(256), CultureInfo.InvariantCulture,
            $"{{\"prev\":\"{previous.Epoch}-{previous.Sequence}\",\"time\":{time.ToUnixTimeMilliseconds()},\"merged\":{merged},\"quotes\":[",
            out written);
        output.Advance(written);
        return lines;
    }

    private static QuoteSlice[] WriteQuotes(
        ArrayBufferWriter<byte> output, StreamEventId id, StreamEventId previous, MarketMove move, ImmutableArray<int> described, QuoteJson json,
        out int head)
    {
        var slices = new QuoteSlice[move.Quotes.Length];
        var lines = WriteQuotesHead(output, id, previous, move.Time, merged: 0);
        head = output.WrittenCount;
        for (int i = 0, next = 0; i < slices.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            lines.MakeRoom(json.MaxQuoteBytes);
            var start = output.WrittenCount;
            if (next < described.Length && described[next] == move.Quotes[i].Instrument.Index)
            {
                json.WriteFull(output, move.Quotes[i]);
                next++;
            }
            else
                json.WriteUpdate(output, move.Quotes[i]);
            slices[i] = new QuoteSlice(move.Quotes[i].Instrument.Index, start, output.WrittenCount - start);
        }
        output.Write(QuotesTail);
        return slices;
    }

    /// <summary>Writes the first bytes of a stream: the reconnection time, in milliseconds, and a comment.</summary>
    public static void WriteOpening(IBufferWriter<byte> output, int retry) => output.WriteText($"retry: {retry}\n: StockTicker\n\n");

    /// <summary>Writes an unnamed event, whose data is text.</summary>
    public static void WriteMessage(ArrayBufferWriter<byte> output, string text) =>
        // A line break of any kind would begin another line of the event.
        output.WriteText($"data: {text.ReplaceLineEndings("\ndata: ")}\n\n");

    /// <summary>Writes an event with an optional id.</summary>
    public static void WriteEvent(ArrayBufferWriter<byte> output, string type, StreamEventId? id, object data)
    {
        if (id is { } known)
            output.WriteText($"id: {known}\n");
        output.WriteText($"event: {type}\n");
        new DataLines(output).Write(JsonSerializer.SerializeToUtf8Bytes(data, Json));
        output.Write("\n\n"u8);
    }

    /// <summary>Changes the id of an encoded event as <see cref="StreamEventId.IsBeforeSnapshot"/> defines.</summary>
    public static byte[] MarkBeforeSnapshot(ReadOnlySpan<byte> frame)
    {
        // The id is in the first line.
        var end = frame.IndexOf((byte)'\n');
        return [.. frame[..end], (byte)'s', .. frame[end..]];
    }

    /// <summary>Encodes an event with an optional id.</summary>
    public static byte[] Event(string type, StreamEventId? id, object data)
    {
        var output = new ArrayBufferWriter<byte>(256);
        WriteEvent(output, type, id, data);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Encodes a <c>shutdown</c> event.</summary>
    public static ReadOnlyMemory<byte> Shutdown(string reason, int retry)
    {
        var output = new ArrayBufferWriter<byte>(128);
        output.WriteText($"retry: {retry}\n");
        WriteEvent(output, "shutdown", null, new { reason, retry });
        return output.WrittenMemory;
    }

    /// <summary>Writes <paramref name="text"/> as UTF-8.</summary>
    public static void WriteText(this IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
