using System.IO.Compression;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Compresses the <c>quotes</c> events in groups: the first of a group from an empty window, so that it is valid in everybody's stream,
/// and each of the others with what came before it in the group as its window. Those are much shorter, and valid for whoever got the
/// group from its first event with nothing in between. Made once, when the first asks. Safe for use from any thread.
/// </summary>
internal sealed class GzipGroups(EventRing<QuotesEvent> events) : IDisposable
{
    // A few seconds of a busy market: the longer, the fewer bytes, and the longer a client that joins waits for the next group.
    private const int GroupLength = 32;

    private readonly Lock _compressing = new();
    private readonly MemoryStream _output = new();
    private DeflateStream? _window;
    // The ordinal of the event that the window is to be used for.
    private long _next = -1;

    /// <summary>Whether a group begins with this event.</summary>
    public static bool BeginsWith(QuotesEvent quotes) => quotes.Ordinal % GroupLength == 0;

    /// <summary>The event, compressed as one of its group; fails where the log has let go of the group's beginning.</summary>
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
        // What was left here is the end of a group that goes on without one.
        _output.SetLength(0);
        _window!.Write(quotes.Frame.Plain.Body.Span);
        _window.Flush();
        _next = quotes.Ordinal + 1;
        return FrameBytes.Shared(_output.GetBuffer().AsSpan(0, (int)_output.Length));
    }
}
