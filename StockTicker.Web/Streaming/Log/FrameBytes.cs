using System.Buffers;
using System.Globalization;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Bytes to send to a client. Bytes shared by many clients are in memory once, already framed as an HTTP/1.1 chunk (RFC 9112,
/// section 7.1), so that they can be sent without copying.
/// </summary>
internal readonly struct FrameBytes
{
    private const int MaxChunkHead = 10;

    private FrameBytes(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> chunk) => (Body, Chunk) = (body, chunk);

    /// <summary>The bytes without framing.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The bytes framed as a chunk; empty if they belong to one client.</summary>
    public ReadOnlyMemory<byte> Chunk { get; }

    /// <summary>Whether the bytes are shared and immutable. A client's own bytes are valid until its next bytes are created.</summary>
    public bool IsShared => !Chunk.IsEmpty;

    /// <summary>Creates a copy of <paramref name="body"/> that is shared by clients.</summary>
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

    /// <summary>Creates bytes that belong to one client.</summary>
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
            throw new InvalidOperationException($"A buffer of {head.Length} bytes is too small for a chunk header.");
        "\r\n"u8.CopyTo(head[digits..]);
        return digits + 2;
    }
}
