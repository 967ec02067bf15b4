using System.Buffers.Binary;
using System.IO.Compression;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Parts of a gzip stream (RFC 1952, RFC 1951) that are valid in anybody's stream at any point: each is compressed from an empty window,
/// so it refers to nothing before it, and ends on a byte by a flush, so that a client can read all of it at once. A stream of them has
/// no end of its own; it is over when the connection is.
/// </summary>
internal static class GzipBlock
{
    // Less than this gains too little to be compressed for one client alone.
    private const int WorthCompressing = 1024;

    /// <summary>What a gzip stream begins with: method deflate, no name, no time, system unknown.</summary>
    public static ReadOnlyMemory<byte> Header { get; } = new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff };

    /// <summary>The bytes, compressed.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        using var output = new MemoryStream(plain.Length / 3 + 64);
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(plain);
        deflate.Flush();
        // Before the stream is closed: closing would write the last block, which ends the whole.
        return output.ToArray();
    }

    /// <summary>The bytes, compressed if they are many; otherwise as they are, within the format.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> plain) => plain.Length < WorthCompressing ? Store(plain) : Compress(plain);

    private static byte[] Store(ReadOnlySpan<byte> plain)
    {
        const int Head = 5;
        var block = new byte[Head + plain.Length];
        // Byte 0: not the last block, stored, padded to the byte; then the length and its complement.
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)plain.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~plain.Length);
        plain.CopyTo(block.AsSpan(Head));
        return block;
    }
}
