using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>Events on their way to one client: bytes that it shares with others, or bytes of its own.</summary>
internal readonly struct OutgoingFrame
{
    private readonly Frame? _shared;
    private readonly ReadOnlyMemory<byte> _own;

    private OutgoingFrame(Frame? shared, ReadOnlyMemory<byte> own) => (_shared, _own) = (shared, own);

    /// <summary>The bytes as they are.</summary>
    public FrameBytes Plain => _shared?.Plain ?? FrameBytes.Own(_own);

    /// <summary>The bytes for a gzip stream; what one client alone gets is compressed for it alone.</summary>
    public FrameBytes Gzip => _shared?.Gzip ?? FrameBytes.Own(GzipBlock.Wrap(_own.Span));

    /// <summary>How many bytes the events have before compression.</summary>
    public int Length => _shared?.Plain.Body.Length ?? _own.Length;

    public static implicit operator OutgoingFrame(Frame shared) => new(shared, default);

    public static implicit operator OutgoingFrame(ReadOnlyMemory<byte> own) => new(null, own);
}
