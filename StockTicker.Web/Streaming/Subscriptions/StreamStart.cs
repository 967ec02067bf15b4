using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>Where a stream starts and why there: what <c>hello</c> says.</summary>
/// <param name="Mode">How it starts.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sequence">What the client has been served through, so far: every event that follows has a higher one.</param>
/// <param name="QuotesThrough">The newest <c>quotes</c> event that it has, or will have with its snapshot.</param>
/// <param name="NextQuotes">The ordinal of the first <c>quotes</c> event after that.</param>
/// <param name="NextChannels">The ordinal of the first event of the other channels that may be for it.</param>
internal readonly record struct StreamStart(
    StartMode Mode, StartReason Reason, long Sequence, long QuotesThrough, long NextQuotes, long NextChannels)
{
    /// <summary>How many <c>quotes</c> events are replayed at the most: more cost more than a snapshot, and nobody wants to watch them.</summary>
    public static long MaxReplay(int instruments) => 2L * instruments;

    /// <summary>Looks a request's cursor up in the log as of <paramref name="head"/>.</summary>
    public static StreamStart Of(StreamRequest request, EventLog log, LogHead head)
    {
        if (request.LastEventId is null)
            return Afresh(StartReason.New, History(request, log, head), request.Snapshot);
        if (!StreamEventId.TryParse(request.LastEventId, out var cursor))
            return Afresh(StartReason.Malformed, head.ChannelsEnd);
        // All that this log has came after what an earlier one had.
        if (cursor.Epoch != log.Epoch)
            return Afresh(StartReason.Epoch, cursor.Epoch < log.Epoch ? log.Channels.Start : head.ChannelsEnd);
        if (cursor.Sequence > head.Sequence)
            return Afresh(StartReason.Ahead, head.ChannelsEnd);

        // Whether the events are all there is asked after the first of them was looked up: then none was missed by the look-up.
        var quotes = Math.Min(log.Quotes.FirstAfter(cursor.Sequence), head.Quotes.End);
        var channels = Math.Min(log.Channels.FirstAfter(cursor.Sequence), head.ChannelsEnd);
        var quotesLost = head.Quotes.End - quotes > MaxReplay(log.Instruments.Count) || cursor.Sequence < log.Quotes.DroppedThrough;
        var channelsLost = cursor.Sequence < log.Channels.DroppedThrough;
        return (request.HasQuotes && (quotesLost || request.IsFilterNew)) || (request.Named.Count > 0 && channelsLost)
            ? Afresh(StartReason.Trimmed, channels)
            : new StreamStart(StartMode.Resume, StartReason.Resumed, cursor.Sequence, cursor.Sequence, quotes, channels);

        // With a snapshot where there is one, and with the other channels' events from this ordinal on.
        StreamStart Afresh(StartReason reason, long channels, bool snapshot = true)
        {
            // Its id, which hello has where no snapshot follows, must be below those of the events that are still to come.
            var sequence = channels < head.ChannelsEnd && log.Channels.TryGet(channels, out var first) ? first.Sequence - 1 : head.Sequence;
            return new StreamStart(
                request.HasQuotes && snapshot ? StartMode.Snapshot : StartMode.Live, reason, sequence, head.Quotes.Id.Sequence, head.Quotes.End, channels);
        }
    }

    // The ordinal of the oldest of the newest events of the request's channels that a late joiner asked to see.
    private static long History(StreamRequest request, EventLog log, LogHead head)
    {
        var (oldest, left) = (head.ChannelsEnd, request.History);
        for (var ordinal = oldest - 1; left > 0 && ordinal >= 0 && log.Channels.TryGet(ordinal, out var kept); ordinal--)
        {
            if (!request.Wants(kept))
                continue;
            oldest = ordinal;
            left--;
        }
        return oldest;
    }
}

/// <summary>How a stream starts.</summary>
internal enum StartMode
{
    /// <summary>With a snapshot.</summary>
    Snapshot,

    /// <summary>With everything after the client's cursor.</summary>
    Resume,

    /// <summary>With what comes next.</summary>
    Live,
}

/// <summary>Why a stream starts as it does.</summary>
internal enum StartReason
{
    /// <summary>The client brought no cursor.</summary>
    New,

    /// <summary>The cursor is served.</summary>
    Resumed,

    /// <summary>The cursor is too old.</summary>
    Trimmed,

    /// <summary>The cursor is newer than the log.</summary>
    Ahead,

    /// <summary>The cursor is another log's.</summary>
    Epoch,

    /// <summary>The cursor is no id.</summary>
    Malformed,
}
