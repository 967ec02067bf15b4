using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// One client's place among the events of the channels that are not the market's. They are never conflated. Not safe for use by two
/// threads at once.
/// </summary>
internal sealed class ChannelsCursor(EventLog log, StreamRequest request, long next)
{
    private long _next = next;

    /// <summary>The client's next event as of <paramref name="head"/>, without taking it; null when there is none.</summary>
    /// <param name="head">What the client is to be served through.</param>
    /// <param name="lost">Whether the log has let go of events that the client may not have been sent.</param>
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

    /// <summary>Goes past the event that was peeked at.</summary>
    public void Take() => _next++;
}
