namespace StockTicker.Web.Streaming;

/// <summary>Events on their way to one client: bytes that it shares with others, or bytes of its own.</summary>
internal readonly struct OutgoingFrame
{
    private readonly Frame? _shared;
    private readonly ReadOnlyMemory<byte> _own;

    private OutgoingFrame(Frame? shared, ReadOnlyMemory<byte> own) => (_shared, _own) = (shared, own);

    /// <summary>The bytes as they are.</summary>
    public ReadOnlyMemory<byte> Plain => _shared?.Plain ?? _own;

    /// <summary>The bytes for a gzip stream; what one client alone gets is compressed for it alone.</summary>
    public ReadOnlyMemory<byte> Gzip => _shared?.Gzip ?? GzipBlock.Wrap(_own.Span);

    public static implicit operator OutgoingFrame(Frame shared) => new(shared, default);

    public static implicit operator OutgoingFrame(ReadOnlyMemory<byte> own) => new(null, own);
}
