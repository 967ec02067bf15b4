namespace StockTicker.Web.Streaming;

/// <summary>
/// Whole events as bytes that many clients get: encoded once, compressed once when the first of them takes gzip. They never change.
/// </summary>
internal sealed class Frame(byte[] plain)
{
    private byte[]? _gzip;

    /// <summary>The bytes as they are.</summary>
    public byte[] Plain { get; } = plain;

    /// <summary>The same bytes as <see cref="GzipBlock"/>.</summary>
    public byte[] Gzip => _gzip ??= GzipBlock.Compress(Plain);
}
