namespace StockTicker.Web.Streaming;

/// <summary>Where a stream starts and why there: what <c>hello</c> says.</summary>
/// <param name="Mode">How it starts.</param>
/// <param name="Reason">Why.</param>
/// <param name="Sequence">What the client has been served through, so far.</param>
/// <param name="NextQuotes">The ordinal of the first <c>quotes</c> event after that.</param>
internal readonly record struct StartingPoint(StartMode Mode, StartReason Reason, long Sequence, long NextQuotes)
{
    /// <summary>Looks a request's cursor up in the log as of <paramref name="head"/>.</summary>
    public static StartingPoint Of(StreamRequest request, EventLog log, LogHead head)
    {
        if (request.LastEventId is null)
        {
            return request.Snapshot
                ? Snapshot(StartReason.New)
                : new StartingPoint(StartMode.Live, StartReason.New, head.Sequence, head.Quotes.End);
        }
        if (!EventId.TryParse(request.LastEventId, out var cursor))
            return Snapshot(StartReason.Malformed);
        if (cursor.Epoch != log.Epoch)
            return Snapshot(StartReason.Epoch);
        if (cursor.Sequence > head.Sequence)
            return Snapshot(StartReason.Ahead);
        var next = Math.Min(log.Quotes.FirstAfter(cursor.Sequence), head.Quotes.End);
        // Twice as many events as instruments cost more than a snapshot, and nobody wants to watch them. Whether the events are all
        // there is asked after the first of them was looked up: then none of them can have been missed by the look-up.
        return head.Quotes.End - next > 2L * log.Instruments.Count || cursor.Sequence < log.Quotes.DroppedThrough
            ? Snapshot(StartReason.Trimmed)
            : new StartingPoint(StartMode.Resume, StartReason.Resumed, cursor.Sequence, next);

        StartingPoint Snapshot(StartReason reason) => new(StartMode.Snapshot, reason, head.Quotes.Id.Sequence, head.Quotes.End);
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
