namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Whole events as bytes that many clients get: encoded once, compressed once when the first of them takes gzip. They never change.
/// </summary>
internal sealed class Frame(ReadOnlySpan<byte> plain)
{
    private readonly FrameBytes _plain = FrameBytes.Shared(plain);
    private readonly Lock _compressing = new();
    private volatile Compressed? _gzip;

    /// <summary>The bytes as they are.</summary>
    public ref readonly FrameBytes Plain => ref _plain;

    /// <summary>The same bytes as <see cref="GzipBlock"/>.</summary>
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
