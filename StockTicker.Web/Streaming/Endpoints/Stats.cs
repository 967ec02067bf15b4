namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Counters since the start of the process; times in Unix milliseconds.</summary>
internal sealed record Stats
{
    /// <summary>Seconds since the start.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>When the log began: the first part of every id.</summary>
    public required long Epoch { get; init; }

    /// <summary>The newest event's id.</summary>
    public required string LastEventId { get; init; }

    /// <summary>When the simulator last published.</summary>
    public required long LastTick { get; init; }

    /// <summary>Batches a second, over the market's newest five seconds.</summary>
    public required double TicksPerSecond { get; init; }

    /// <summary>How many instruments there are.</summary>
    public required int Instruments { get; init; }

    /// <summary>Open streams.</summary>
    public required int TotalClients { get; init; }

    /// <summary>Subscribers by channel.</summary>
    public required IReadOnlyDictionary<string, int> Channels { get; init; }

    /// <summary>Events in the log so far.</summary>
    public required long EventsPublished { get; init; }

    /// <summary>Events written to clients.</summary>
    public required long EventsDelivered { get; init; }

    /// <summary>Bytes of events written to clients.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes that compression kept off the wire.</summary>
    public required long BytesSaved { get; init; }

    /// <summary>Updates that conflation left out.</summary>
    public required long Merged { get; init; }

    /// <summary>Streams whose cursor could not be served and that got a snapshot instead.</summary>
    public required long Resyncs { get; init; }

    /// <summary>Streams that were ended because their client took nothing for too long.</summary>
    public required long SlowDisconnects { get; init; }

    /// <summary>Streams that were refused.</summary>
    public required long Rejected { get; init; }

    /// <summary>The oldest <c>quotes</c> event that is kept for resume.</summary>
    public required string OldestRetainedId { get; init; }

    /// <summary>How long a client may be away and still resume.</summary>
    public required double ReplayHeadroomSeconds { get; init; }

    /// <summary>From publish to socket write.</summary>
    public required LatencyStats LatencyMs { get; init; }
}

/// <summary>Latency in milliseconds.</summary>
/// <param name="P50">Half of all are not above it.</param>
/// <param name="P99">99 % of all are not above it.</param>
internal sealed record LatencyStats(double P50, double P99);
