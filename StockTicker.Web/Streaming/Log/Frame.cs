namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// One or more encoded events that are shared by clients. They are encoded once and compressed once, on first use. Immutable.
/// </summary>
internal sealed class Frame(ReadOnlySpan<byte> plain)
{
    private readonly FrameBytes _plain = FrameBytes.Shared(plain);
    private readonly Lock _compressing = new();
    private volatile Compressed? _gzip;

    /// <summary>The uncompressed bytes.</summary>
    public ref readonly FrameBytes Plain => ref _plain;

    /// <summary>The bytes compressed as a <see cref="GzipBlock"/>.</summary>
    public ref readonly FrameBytes Gzip => ref (_gzip ?? Compress()).Bytes;

    private Compressed Compress()
    {
        lock (_compressing)
            return _gzip ??= new Compressed(GzipBlock.Compress(_plain.Body.Span));
    }

    private sealed class Compressed(ReadOnlySpan<byte> block)
    {
        public readonly FrameBytes Bytes = FrameBytes.Shared(block);
    }
}
