using System.Diagnostics.Metrics;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Telemetry;

/// <summary>
/// What the market and the streams do, as the meter <c>StockTicker</c>. Names and units follow OpenTelemetry's conventions. Counters are
/// read where they are counted anyway, when somebody asks; what each means, and when to worry, stands in docs/operating.md.
/// </summary>
internal sealed class StreamMeter : IHostedService
{
    /// <summary>The meter's name.</summary>
    public const string Name = "StockTicker";

    private const string Channel = "stockticker.channel";

    public StreamMeter(
        IMeterFactory meters, EventLog log, StreamDispatcher dispatcher, ChannelRegistry channels, StreamMetrics metrics, MarketClock clock, StatsReader stats)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableUpDownCounter("stockticker.streams.active", () => dispatcher.Count, "{stream}", "Open streams.");
        meter.CreateObservableUpDownCounter("stockticker.channel.subscribers", () => Subscribers(channels), "{subscriber}",
            "Streams that carry a channel. Channels that are not built in are counted together.");
        meter.CreateObservableCounter("stockticker.events.published", () => log.Head.Sequence, "{event}", "Events in the log so far.");
        meter.CreateObservableCounter("stockticker.events.delivered", () => metrics.EventsDelivered, "{event}", "Events written to clients.");
        meter.CreateObservableCounter("stockticker.events.bytes", () => metrics.BytesSent, "By", "Bytes of events written to clients.");
        meter.CreateObservableUpDownCounter("stockticker.events.bytes_saved", () => metrics.BytesSaved, "By",
            "Bytes that compression kept off the wire.");
        meter.CreateObservableCounter("stockticker.updates.merged", () => metrics.Merged, "{update}", "Updates that conflation left out.");
        meter.CreateObservableCounter("stockticker.streams.resynchronized", () => metrics.Resyncs, "{stream}",
            "Streams whose cursor could not be served and that got a snapshot instead.");
        meter.CreateObservableCounter("stockticker.streams.slow", () => metrics.SlowDisconnects, "{stream}",
            "Streams that were ended because their client took nothing for too long.");
        meter.CreateObservableCounter("stockticker.streams.rejected", () => metrics.Rejected, "{stream}", "Streams that were refused.");
        meter.CreateObservableGauge("stockticker.streams.lag", () => dispatcher.Lag, "{event}",
            "How many events the stream that is furthest behind has not been written yet.");
        meter.CreateObservableGauge("stockticker.batch.age", () => (clock.GetUtcNow() - log.Head.Book.Time).TotalSeconds, "s",
            "How old the newest batch of the market is.");
        meter.CreateObservableGauge("stockticker.replay.headroom", () => stats.Read().ReplayHeadroomSeconds, "s",
            "How long a client may be away and still resume.");
        var encode = meter.CreateHistogram("stockticker.events.encode.duration", "s", "From the first byte of an event to the last.",
            advice: Advice);
        log.Encoded += duration => encode.Record(duration.TotalSeconds);
        metrics.Delivery = meter.CreateHistogram("stockticker.events.delivery.duration", "s", "From publish to socket write.", advice: Advice);
    }

    // From what an idle machine needs to what somebody notices.
    private static InstrumentAdvice<double> Advice => new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Anybody can make a channel, and a name is a time series for ever.
    private static IEnumerable<Measurement<int>> Subscribers(ChannelRegistry channels) =>
        from channel in channels.Subscribers
        group channel.Value by BuiltInChannels.Find(channel.Key) is null ? "other" : channel.Key into counted
        select new Measurement<int>(counted.Sum(), KeyValuePair.Create<string, object?>(Channel, counted.Key));
}
