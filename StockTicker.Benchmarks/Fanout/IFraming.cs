using System.Buffers;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>Takes off what a protocol puts around a connection's bytes. They may be cut anywhere.</summary>
internal interface IFraming
{
    /// <summary>Appends what is within. False when the server has ended the stream or broken the protocol.</summary>
    bool TryRead(ReadOnlySpan<byte> received, IBufferWriter<byte> payload);
}
