using System.Buffers;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>Removes the framing of a protocol. Input may be split at any byte.</summary>
internal interface IFraming
{
    /// <summary>Appends the payload. Returns false if the server has ended the stream or violated the protocol.</summary>
    bool TryRead(ReadOnlySpan<byte> received, IBufferWriter<byte> payload);
}
