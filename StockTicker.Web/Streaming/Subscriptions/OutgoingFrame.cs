using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>Events to send to a client, as bytes that are either shared with other clients or its own.</summary>
internal readonly struct OutgoingFrame
{
    private readonly Frame? _shared;
    private readonly ReadOnlyMemory<byte> _own;

    private OutgoingFrame(Frame? shared, ReadOnlyMemory<byte> own) => (_shared, _own) = (shared, own);

    /// <summary>The uncompressed bytes.</summary>
    public FrameBytes Plain => _shared?.Plain ?? FrameBytes.Own(_own);

    /// <summary>The bytes for a gzip stream. A client's own bytes are compressed on each call.</summary>
    public FrameBytes Gzip => _shared?.Gzip ?? FrameBytes.Own(GzipBlock.Wrap(_own.Span));

    /// <summary>The number of bytes before compression.</summary>
    public int Length => _shared?.Plain.Body.Length ?? _own.Length;

    public static implicit operator OutgoingFrame(Frame shared) => new(shared, default);

    public static implicit operator OutgoingFrame(ReadOnlyMemory<byte> own) => new(null, own);
}
