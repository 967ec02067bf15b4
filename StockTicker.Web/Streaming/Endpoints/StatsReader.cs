using StockTicker.Domain;
using StockTicker.Web.Market.Recording;
using StockTicker.Web.Market.Replay;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Collects the statistics of the server.</summary>
internal sealed class StatsReader(
    EventLog log, StreamDispatcher dispatcher, ChannelRegistry channels, StreamMetrics metrics, IInstances instances, MarketRecorder recorder,
    IMarketSource source, TimeProvider time)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(5);

    /// <summary>Gets the statistics since the start.</summary>
    public Stats Read()
    {
        var head = log.Head;
        var oldest = log.Quotes.TryGet(log.Quotes.Start, out var kept) ? kept : null;
        return new Stats
        {
            UptimeSeconds = Math.Round(time.GetElapsedTime(dispatcher.StartedAt).TotalSeconds, 1),
            Epoch = log.Epoch,
            LastEventId = log.IdOf(head.Sequence).ToString(),
            LastTick = head.Book.Time.ToUnixTimeMilliseconds(),
            TicksPerSecond = TicksPerSecond(head),
            Instruments = log.Instruments.Count,
            TotalClients = dispatcher.Count,
            Channels = channels.Subscribers,
            EventsPublished = log.Published,
            EventsDelivered = metrics.EventsDelivered,
            BytesSent = metrics.BytesSent,
            BytesSaved = metrics.BytesSaved,
            Merged = metrics.Merged,
            Resyncs = metrics.Resyncs,
            SlowDisconnects = metrics.SlowDisconnects,
            Rejected = metrics.Rejected,
            OldestRetainedId = log.IdOf(oldest?.Sequence ?? 0).ToString(),
            ReplayHeadroomSeconds = ReplayHeadroomSeconds(head),
            Instances = instances.All,
            LatencyMs = new LatencyStats(Math.Round(metrics.LatencyMs(0.5), 3), Math.Round(metrics.LatencyMs(0.99), 3)),
            Recording = recorder.IsOn ? new RecordingStats(recorder.Problem is null, recorder.Problem) : null,
            Replay = source is ReplayedMarket { State: { } state } replay ? ReplayStatus.Of(state, replay.BadLines) : null,
        };
    }

    // Limited by the retained events and by the point beyond which a replay costs more than a snapshot.
    private double ReplayHeadroomSeconds(LogHead head)
    {
        return log.Quotes.TryGet(StreamStart.OldestReplay(log, head), out var oldest) ? Math.Round((head.Book.Time - oldest.Time).TotalSeconds, 1) : 0;
    }

    // Counted in the log, over the last seconds of the market.
    private double TicksPerSecond(LogHead head)
    {
        var (count, from) = (0, head.Book.Time - RateWindow);
        var oldest = head.Book.Time;
        for (var ordinal = head.Quotes.End - 1; ordinal >= 0 && log.Quotes.TryGet(ordinal, out var batch) && batch.Time > from; ordinal--)
        {
            count++;
            oldest = batch.Time;
        }
        return count < 2 || head.Book.Time == oldest ? 0 : Math.Round((count - 1) / (head.Book.Time - oldest).TotalSeconds, 1);
    }
}
