using System.Text.Json.Serialization;
using StockTicker.Web.Market.Replay;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Statistics since the start of the process. Times are in Unix milliseconds.</summary>
internal sealed record Stats
{
    /// <summary>The time since the start, in seconds.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>The time at which the log began, which is the first part of every id.</summary>
    public required long Epoch { get; init; }

    /// <summary>The id of the newest event.</summary>
    public required string LastEventId { get; init; }

    /// <summary>The time at which the market last published.</summary>
    public required long LastTick { get; init; }

    /// <summary>Batches per second, averaged over the last five seconds of the market.</summary>
    public required double TicksPerSecond { get; init; }

    /// <summary>The number of instruments.</summary>
    public required int Instruments { get; init; }

    /// <summary>The number of open streams.</summary>
    public required int TotalClients { get; init; }

    /// <summary>The number of subscribers of each channel.</summary>
    public required IReadOnlyDictionary<string, int> Channels { get; init; }

    /// <summary>The number of events published to the log.</summary>
    public required long EventsPublished { get; init; }

    /// <summary>The number of events written to clients.</summary>
    public required long EventsDelivered { get; init; }

    /// <summary>The number of bytes of events written to clients.</summary>
    public required long BytesSent { get; init; }

    /// <summary>The number of bytes saved by compression; negative if only small events have been sent.</summary>
    public required long BytesSaved { get; init; }

    /// <summary>The number of updates that conflation left out.</summary>
    public required long Merged { get; init; }

    /// <summary>The number of streams that could not resume from their cursor and received a snapshot.</summary>
    public required long Resyncs { get; init; }

    /// <summary>The number of streams closed because the client did not read for too long.</summary>
    public required long SlowDisconnects { get; init; }

    /// <summary>The number of rejected streams.</summary>
    public required long Rejected { get; init; }

    /// <summary>The id of the oldest <c>quotes</c> event that is retained for resuming.</summary>
    public required string OldestRetainedId { get; init; }

    /// <summary>How long a client can be disconnected and still resume, in seconds.</summary>
    public required double ReplayHeadroomSeconds { get; init; }

    /// <summary>The instances that share the market; omitted without <c>ScaleOut:Redis</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<InstanceStats>? Instances { get; init; }

    /// <summary>The time from publishing to the socket write.</summary>
    public required LatencyStats LatencyMs { get; init; }

    /// <summary>The state of the recording, or null if the market is not recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RecordingStats? Recording { get; init; }

    /// <summary>The state of the replay, or null if the market is not one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReplayStatus? Replay { get; init; }
}

/// <summary>An instance that shares the market.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version of the application.</param>
/// <param name="Streams">The number of open streams.</param>
/// <param name="LagMs">For how long it has lacked the newest event, in milliseconds; 0 if it has it.</param>
/// <param name="LagEvents">How many events it lacks.</param>
/// <param name="Leader">Whether it moves the market.</param>
/// <param name="Since">The time since which it has been what it is: leading, or running.</param>
/// <param name="Refused">How many of its updates have been refused because another instance moved the market.</param>
internal sealed record InstanceStats(string Name, string Version, int Streams, double LagMs, long LagEvents, bool Leader, long Since, long Refused);

/// <summary>The state of a recording.</summary>
/// <param name="Active">Whether it goes on.</param>
/// <param name="Problem">Why it has ended, or null.</param>
internal sealed record RecordingStats(bool Active, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem);

/// <summary>Latency percentiles, in milliseconds.</summary>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th percentile.</param>
internal sealed record LatencyStats(double P50, double P99);
