using System.Buffers;
using System.Globalization;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Bytes on their way to one client. What many clients get lies in memory once, with the framing of an HTTP/1.1 chunk (RFC 9112,
/// section 7.1) already around it, so that it can be sent from there as it is.
/// </summary>
internal readonly struct FrameBytes
{
    private const int MaxChunkHead = 10;

    private FrameBytes(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> chunk) => (Body, Chunk) = (body, chunk);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The bytes as a chunk; empty if they are one client's own.</summary>
    public ReadOnlyMemory<byte> Chunk { get; }

    /// <summary>Whether they never change. One client's own are valid until its next are made.</summary>
    public bool IsShared => !Chunk.IsEmpty;

    /// <summary>A copy of <paramref name="body"/> for many clients.</summary>
    public static FrameBytes Shared(ReadOnlySpan<byte> body)
    {
        Span<byte> head = stackalloc byte[MaxChunkHead];
        head = head[..WriteChunkHead(head, body.Length)];
        var chunk = new byte[head.Length + body.Length + 2];
        head.CopyTo(chunk);
        body.CopyTo(chunk.AsSpan(head.Length));
        "\r\n"u8.CopyTo(chunk.AsSpan(chunk.Length - 2));
        return new FrameBytes(chunk.AsMemory(head.Length, body.Length), chunk);
    }

    /// <summary>Bytes that are one client's own.</summary>
    public static FrameBytes Own(ReadOnlyMemory<byte> body) => new(body, default);

    /// <summary>Appends <paramref name="body"/> as a chunk.</summary>
    public static void WriteChunk(IBufferWriter<byte> output, ReadOnlySpan<byte> body)
    {
        output.Advance(WriteChunkHead(output.GetSpan(MaxChunkHead), body.Length));
        output.Write(body);
        output.Write("\r\n"u8);
    }

    private static int WriteChunkHead(Span<byte> head, int length)
    {
        if (!length.TryFormat(head, out var digits, "x", CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"{head.Length} bytes are too few for the head of a chunk.");
        "\r\n"u8.CopyTo(head[digits..]);
        return digits + 2;
    }
}
