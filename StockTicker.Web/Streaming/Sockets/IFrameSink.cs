using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>
/// The output of a stream, for one writer at a time. Calls complete synchronously while the client keeps up, and otherwise when it has
/// received enough. A write that has started is sent completely.
/// </summary>
internal interface IFrameSink
{
    /// <summary>The timestamp since which pending bytes have made no progress, or 0 if none are pending.</summary>
    long WaitingSince { get; }

    /// <summary>
    /// Writes bytes that are sent by the next <see cref="FlushAsync"/> or earlier. Returns false if the client has disconnected.
    /// </summary>
    /// <param name="bytes">The bytes, which must remain valid until the call completes, or permanently if they are shared.</param>
    ValueTask<bool> WriteAsync(FrameBytes bytes);

    /// <summary>Sends all written bytes. Returns false if the client has disconnected.</summary>
    ValueTask<bool> FlushAsync();

    /// <summary>Signals the end of the stream, if the protocol supports it.</summary>
    ValueTask<bool> CompleteAsync();
}
