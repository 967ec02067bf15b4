using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// A client's cursor in the events of all channels other than <c>quotes</c>, which are never conflated. Not thread-safe.
/// </summary>
internal sealed class ChannelsCursor(EventLog log, StreamRequest request, long next)
{
    private long _next = next;

    /// <summary>Gets the client's next event without advancing the cursor, or null if there is none.</summary>
    /// <param name="head">The state of the log up to which to read.</param>
    /// <param name="lost">Whether the log no longer retains events that the client may need.</param>
    public ChannelEvent? Peek(LogHead head, out bool lost)
    {
        lost = false;
        for (; _next < head.ChannelsEnd; _next++)
        {
            if (!log.Channels.TryGet(_next, out var next))
            {
                lost = true;
                return null;
            }
            if (request.Wants(next))
                return next;
        }
        return null;
    }

    /// <summary>Advances the cursor past the event that <see cref="Peek"/> returned.</summary>
    public void Take() => _next++;
}
