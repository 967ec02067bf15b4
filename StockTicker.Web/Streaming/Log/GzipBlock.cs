using System.Buffers.Binary;
using System.IO.Compression;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Creates blocks of a gzip stream (RFC 1952, RFC 1951) that are valid at any point of any stream. Each is compressed with an empty
/// window, so it does not refer to earlier data, and flushed to a byte boundary, so that a client can decode it immediately. A stream
/// of blocks has no trailer; it ends with the connection.
/// </summary>
internal static class GzipBlock
{
    // Compressing less than this for a single client is not worthwhile.
    private const int WorthCompressing = 1024;

    /// <summary>The header of a gzip stream: method deflate, no name, no time, unknown operating system.</summary>
    public static ReadOnlyMemory<byte> Header { get; } = new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff };

    /// <summary>Compresses bytes.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        using var output = new MemoryStream(plain.Length / 3 + 64);
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(plain);
        deflate.Flush();
        // Read before the stream is closed, because closing writes the final block, which would end the client's stream.
        return output.ToArray();
    }

    /// <summary>Compresses large data, and stores small data uncompressed in the same format.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> plain) => plain.Length < WorthCompressing ? Store(plain) : Compress(plain);

    private static byte[] Store(ReadOnlySpan<byte> plain)
    {
        const int Head = 5;
        var block = new byte[Head + plain.Length];
        // Byte 0: not the final block, stored, padded to a byte. Then the length and its complement.
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)plain.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~plain.Length);
        plain.CopyTo(block.AsSpan(Head));
        return block;
    }
}
