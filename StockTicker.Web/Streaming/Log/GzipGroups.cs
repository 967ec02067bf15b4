using System.IO.Compression;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Compresses <c>quotes</c> events in groups. The first event of a group is compressed with an empty window, so that it is valid in any
/// stream. The others use the preceding events of the group as their window: they are much smaller, and valid only in streams that
/// received the whole group without other events in between. Each event is compressed once, on first use. Thread-safe.
/// </summary>
internal sealed class GzipGroups(EventRing<QuotesEvent> events) : IDisposable
{
    // A few seconds of a busy market. Longer groups save more bytes, but clients that join wait longer for the next group.
    private const int GroupLength = 32;

    private readonly Lock _compressing = new();
    private readonly MemoryStream _output = new();
    private DeflateStream? _window;
    // The ordinal of the next event for the window.
    private long _next = -1;

    /// <summary>Gets whether a group begins with an event.</summary>
    public static bool BeginsWith(QuotesEvent quotes) => quotes.Ordinal % GroupLength == 0;

    /// <summary>Gets an event compressed as part of its group. Returns false if the beginning of the group is no longer retained.</summary>
    public bool TryGet(QuotesEvent quotes, out FrameBytes bytes)
    {
        lock (_compressing)
        {
            var from = quotes.Ordinal - quotes.Ordinal % GroupLength;
            for (var ordinal = _next > from && _next <= quotes.Ordinal ? _next : from; quotes.Grouped is null && ordinal <= quotes.Ordinal; ordinal++)
            {
                if (!events.TryGet(ordinal, out var next))
                    break;
                next.Grouped = Compress(next);
            }
            bytes = quotes.Grouped ?? default;
            return quotes.Grouped is not null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window?.Dispose();
        _output.Dispose();
    }

    private FrameBytes Compress(QuotesEvent quotes)
    {
        if (BeginsWith(quotes))
        {
            _window?.Dispose();
            _window = new DeflateStream(_output, CompressionLevel.SmallestSize, leaveOpen: true);
        }
        // Discards the trailer of the previous group, written by disposing of its stream.
        _output.SetLength(0);
        _window!.Write(quotes.Frame.Plain.Body.Span);
        _window.Flush();
        _next = quotes.Ordinal + 1;
        return FrameBytes.Shared(_output.GetBuffer().AsSpan(0, (int)_output.Length));
    }
}
