using System.Diagnostics.Metrics;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Telemetry;

/// <summary>
/// Exposes metrics of the market and the streams as the meter <c>StockTicker</c>. Names and units follow the OpenTelemetry conventions.
/// Observable instruments read existing counters on collection. docs/operating.md describes each instrument and when to alert on it.
/// </summary>
internal sealed class StreamMeter : IHostedService
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "StockTicker";

    private const string Channel = "stockticker.channel";

    public StreamMeter(
        IMeterFactory meters, EventLog log, StreamDispatcher dispatcher, ChannelRegistry channels, StreamMetrics metrics, MarketClock clock, StatsReader stats,
        IInstances instances)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableUpDownCounter("stockticker.streams.active", () => dispatcher.Count, "{stream}", "The number of open streams.");
        meter.CreateObservableUpDownCounter("stockticker.channel.subscribers", () => Subscribers(channels), "{subscriber}",
            "The number of streams that contain a channel. Channels that are not built in are counted together.");
        meter.CreateObservableCounter("stockticker.events.published", () => log.Published, "{event}",
            "The number of events published to the log.");
        meter.CreateObservableCounter("stockticker.events.delivered", () => metrics.EventsDelivered, "{event}",
            "The number of events written to clients.");
        meter.CreateObservableCounter("stockticker.events.bytes", () => metrics.BytesSent, "By",
            "The number of bytes of events written to clients.");
        meter.CreateObservableUpDownCounter("stockticker.events.bytes_saved", () => metrics.BytesSaved, "By",
            "The number of bytes saved by compression.");
        meter.CreateObservableCounter("stockticker.updates.merged", () => metrics.Merged, "{update}",
            "The number of updates that conflation left out.");
        meter.CreateObservableCounter("stockticker.streams.resynchronized", () => metrics.Resyncs, "{stream}",
            "The number of streams that could not resume from their cursor and received a snapshot.");
        meter.CreateObservableCounter("stockticker.streams.slow", () => metrics.SlowDisconnects, "{stream}",
            "The number of streams closed because the client did not read for too long.");
        meter.CreateObservableCounter("stockticker.streams.rejected", () => metrics.Rejected, "{stream}", "The number of rejected streams.");
        meter.CreateObservableGauge("stockticker.streams.lag", () => dispatcher.Lag, "{event}",
            "The number of events that have not been written to the slowest stream yet.");
        meter.CreateObservableGauge("stockticker.batch.age", () => (clock.GetUtcNow() - log.Head.Book.Time).TotalSeconds, "s",
            "The age of the newest batch of the market.");
        meter.CreateObservableGauge("stockticker.replay.headroom", () => stats.Read().ReplayHeadroomSeconds, "s",
            "How long a client can be disconnected and still resume.");
        var encode = meter.CreateHistogram("stockticker.events.encode.duration", "s", "The time to encode an event.",
            advice: Advice);
        log.Encoded += duration => encode.Record(duration.TotalSeconds);
        metrics.Delivery = meter.CreateHistogram(
            "stockticker.events.delivery.duration", "s", "The time from publishing an event to the socket write.", advice: Advice);
        if (instances.Own is not null)
            AddInstance(meter, () => instances.Own!.Value);
    }

    // With a market of its own, an instance has none of these.
    private static void AddInstance(Meter meter, Func<InstanceFigures> own)
    {
        meter.CreateObservableGauge("stockticker.instance.leader", () => own().Leads ? 1 : 0, "1", "Whether this instance moves the market: 1 or 0.");
        meter.CreateObservableGauge("stockticker.instance.lag", () => own().Lag.TotalSeconds, "s",
            "For how long this instance has lacked the newest event of the shared log.");
        meter.CreateObservableGauge("stockticker.instance.lag.events", () => own().LagEvents, "{event}",
            "The number of events of the shared log that this instance lacks.");
        meter.CreateObservableCounter("stockticker.instance.read", () => own().Read, "{event}",
            "The number of events that this instance has read from the shared log.");
        meter.CreateObservableCounter("stockticker.instance.refused", () => own().Refused, "{event}",
            "The number of updates of this instance that were refused because another one moved the market.");
    }

    // From the latency of an idle machine to delays that users notice.
    private static InstrumentAdvice<double> Advice => new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Clients can create channels, and each name would be a new time series.
    private static IEnumerable<Measurement<int>> Subscribers(ChannelRegistry channels) =>
        from channel in channels.Subscribers
        group channel.Value by BuiltInChannels.Find(channel.Key) is null ? "other" : channel.Key into counted
        select new Measurement<int>(counted.Sum(), KeyValuePair.Create<string, object?>(Channel, counted.Key));
}
