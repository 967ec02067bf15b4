using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>The start of a stream and its reason, as reported by <c>hello</c>.</summary>
/// <param name="Mode">How the stream starts.</param>
/// <param name="Reason">The reason for the mode.</param>
/// <param name="Sequence">The sequence up to which the client is up to date. All following events have higher ones.</param>
/// <param name="QuotesThrough">The newest <c>quotes</c> event that the client has or receives with its snapshot.</param>
/// <param name="NextQuotes">The ordinal of the first <c>quotes</c> event after <paramref name="QuotesThrough"/>.</param>
/// <param name="NextChannels">The ordinal of the first event of the other channels to consider.</param>
internal readonly record struct StreamStart(
    StartMode Mode, StartReason Reason, long Sequence, long QuotesThrough, long NextQuotes, long NextChannels)
{
    // The longest replay: a minute of events, or twice as many events as instruments, but no more bytes than so many snapshots.
    private static readonly TimeSpan ReplayTime = TimeSpan.FromMinutes(1);
    private const int ReplayEventsPerInstrument = 2;
    private const int ReplaySnapshots = 8;

    /// <summary>
    /// Gets the ordinal of the oldest <c>quotes</c> event with which a replay can begin. A snapshot costs less than a longer replay.
    /// </summary>
    public static long OldestReplay(EventLog log, LogHead head)
    {
        var events = Math.Max(ReplayEventsPerInstrument * (long)log.Instruments.Count, (long)Math.Ceiling(ReplayTime / log.UpdateInterval));
        var bytes = (long)ReplaySnapshots * log.SnapshotBytes;
        long low = Math.Max(log.Quotes.Start, head.Quotes.End - events), high = head.Quotes.End;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            // An event that has been overwritten in the meantime is older than all retained events.
            if (!log.Quotes.TryGet(middle, out var first) || head.Quotes.Bytes - first.Bytes + first.Frame.Plain.Body.Length > bytes)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Determines the start of a stream from its cursor and the log as of <paramref name="head"/>.</summary>
    public static StreamStart Of(StreamRequest request, EventLog log, LogHead head)
    {
        if (request.LastEventId is null)
            return Afresh(StartReason.New, History(request, log, head), request.Snapshot);
        if (!StreamEventId.TryParse(request.LastEventId, out var cursor))
            return Afresh(StartReason.Malformed, head.ChannelsEnd);
        // All events of this log are newer than those of an earlier one.
        if (!log.TryFind(cursor, out var after))
            return Afresh(StartReason.Epoch, cursor.Epoch < log.Epoch ? log.Channels.Start : head.ChannelsEnd);
        if (after > head.Sequence)
            return Afresh(StartReason.Ahead, head.ChannelsEnd);

        // Check for dropped events after finding the first one, so that none can be dropped unnoticed in between.
        var quotes = Math.Min(log.Quotes.FirstAfter(after), head.Quotes.End);
        var channels = Math.Min(log.Channels.FirstAfter(after), head.ChannelsEnd);
        var quotesLost = request.HasQuotes
            && (request.IsFilterNew || quotes < OldestReplay(log, head) || after < log.Quotes.DroppedThrough);
        var channelsLost = request.Named.Count > 0 && after < log.Channels.DroppedThrough;
        // A client that was disconnected before its snapshot has no quotes to which a replay could be added.
        if (request.HasQuotes && cursor.IsBeforeSnapshot && !channelsLost)
            return Afresh(StartReason.Resumed, channels);
        return quotesLost || channelsLost
            ? Afresh(StartReason.Trimmed, channels)
            : new StreamStart(StartMode.Resume, StartReason.Resumed, after, after, quotes, channels);

        // Starts with a snapshot, if there is one, and with the other channels' events from an ordinal.
        StreamStart Afresh(StartReason reason, long channels, bool snapshot = true)
        {
            // This id, which hello has if no snapshot follows, must be lower than those of the following events.
            var sequence = channels < head.ChannelsEnd && log.Channels.TryGet(channels, out var first) ? first.Sequence - 1 : head.Sequence;
            return new StreamStart(
                request.HasQuotes && snapshot ? StartMode.Snapshot : StartMode.Live, reason, sequence, head.Quotes.Sequence, head.Quotes.End, channels);
        }
    }

    // The ordinal of the oldest event of the requested history.
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

/// <summary>The way a stream starts.</summary>
internal enum StartMode
{
    /// <summary>With a snapshot.</summary>
    Snapshot,

    /// <summary>With all events after the client's cursor.</summary>
    Resume,

    /// <summary>With new events only.</summary>
    Live,
}

/// <summary>The reason for the way a stream starts.</summary>
internal enum StartReason
{
    /// <summary>The client sent no cursor.</summary>
    New,

    /// <summary>The stream resumes from the cursor.</summary>
    Resumed,

    /// <summary>The cursor is too old.</summary>
    Trimmed,

    /// <summary>The cursor is newer than the log.</summary>
    Ahead,

    /// <summary>The cursor belongs to another log.</summary>
    Epoch,

    /// <summary>The cursor is not an id.</summary>
    Malformed,
}
