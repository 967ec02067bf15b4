using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Sockets;

/// <summary>
/// Where the bytes of one stream go. One writer at a time. Both kinds answer a call at once while the client keeps up, and otherwise
/// when it has taken what it was to take; what was begun is sent to its end.
/// </summary>
internal interface IFrameSink
{
    /// <summary>Since when the client has taken none of what waits for it, as a timestamp; 0 while nothing waits.</summary>
    long WaitingSince { get; }

    /// <summary>Takes bytes that leave with the next <see cref="FlushAsync"/>, or before. False when the client has gone.</summary>
    /// <param name="bytes">Are valid until the call is answered, and for good if they are shared.</param>
    ValueTask<bool> WriteAsync(FrameBytes bytes);

    /// <summary>Lets everything leave. False when the client has gone.</summary>
    ValueTask<bool> FlushAsync();

    /// <summary>Says that nothing follows, where the protocol has a way to.</summary>
    ValueTask<bool> CompleteAsync();
}
