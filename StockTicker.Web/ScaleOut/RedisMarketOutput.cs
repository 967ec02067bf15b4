using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StackExchange.Redis;
using StockTicker.Domain;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>
/// Lets the simulation, which is the only source that instances can share, move the market while this instance has the lease. It begins with a new epoch, which fences the instance before
/// it, and continues from the state of the log.
/// </summary>
internal sealed class RedisMarketOutput(
    RedisConnection redis, RedisPublisher publisher, LogReplica replica, EventLog log, MarketLease lease, Instances instances, PriceModel model,
    MarketClock clock, TimeProvider time, ILogger<RedisMarketOutput> logger) : IMarketOutput
{
    private static readonly TimeSpan VolatilityInterval = TimeSpan.FromSeconds(1);

    private int _term;
    private long _epoch;
    // What to do before the next move.
    private bool _mustBegin;
    private bool _mustResume;
    private bool _isFirst;
    private long _volatilityAt;

    /// <inheritdoc/>
    public async ValueTask<bool> MayMoveAsync(CancellationToken cancellationToken)
    {
        if (!lease.IsHeld)
            return false;
        try
        {
            if (_term != lease.Term)
                (_term, _mustBegin) = (lease.Term, true);
            if (_mustBegin)
                await BeginAsync(cancellationToken);
            if (_mustResume)
            {
                await replica.CatchUpAsync(cancellationToken);
                model.Resume(log.Head.Book, await ReadVolatilityAsync());
                _mustResume = false;
            }
            else if (time.GetElapsedTime(_volatilityAt) >= VolatilityInterval)
            {
                _volatilityAt = time.GetTimestamp();
                await redis.Database.StringSetAsync(
                    redis.KeyOf("volatility"), MemoryMarshal.AsBytes(model.GetVolatility().AsSpan()).ToArray(), flags: CommandFlags.FireAndForget);
            }
            return lease.IsHeld;
        }
        catch (RedisServerException refused) when (RedisPublisher.IsFenced(refused))
        {
            lease.Lose();
            return false;
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PublishAsync(MarketMove move, CancellationToken cancellationToken)
    {
        try
        {
            var before = log.Head.Quotes;
            var payload = LogEntry.Write(move, Frames.Quotes(move, EventLog.Described(before.Book, move.Quotes), before.Json));
            var id = await publisher.PublishQuotesAsync(_epoch, _isFirst, payload);
            _isFirst = false;
            await publisher.WhenReadAsync(id, cancellationToken);
            return true;
        }
        catch (RedisServerException refused) when (RedisPublisher.IsFenced(refused))
        {
            (_mustBegin, _mustResume) = (true, true);
            lease.Lose();
        }
        catch (RedisServerException refused) when (RedisPublisher.IsUnknown(refused))
        {
            _mustResume = true;
            await ContinueAfterRestartAsync(cancellationToken);
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // It may be in the log or not. The model continues from what is.
            _mustResume = true;
        }
        return false;
    }

    /// <summary>
    /// Begins the log with the market of this process, if there is none and this instance has the lease. Others can join before the first
    /// move. Returns false if there is a log.
    /// </summary>
    public async Task<bool> TryOpenAsync()
    {
        var checkpoint = await replica.TakeCheckpointAsync(CancellationToken.None);
        await redis.Database.ExecuteAsync("SCRIPT", "LOAD", LogScripts.Publish(log.Epoch));
        var isOpen = (long)await redis.Database.ScriptEvaluateAsync(
            LogScripts.Open, [redis.KeyOf("head"), redis.KeyOf("lease"), redis.KeyOf("checkpoint"), redis.KeyOf("quotes"), redis.KeyOf("channels")],
            [lease.Owner, log.Epoch, checkpoint.Write()]) == 1;
        if (!isOpen)
            return false;
        (_term, _epoch) = (lease.Term, log.Epoch);
        replica.Begin(checkpoint.Id);
        return true;
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var lowest = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), Math.Max(replica.Last.Epoch, log.Epoch) + 1);
        var begun = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            LogScripts.Begin, [redis.KeyOf("head"), redis.KeyOf("lease")], [lease.Owner, lowest]))!;
        StreamEventId newest = begun[1].IsNull ? default : new StreamEventId((long)begun[1], (long)begun[2]);
        await replica.CatchUpAsync(cancellationToken);
        // Redis has lost events that this instance has, which no other can know.
        if (LogReplica.Compare(replica.Last, newest) > 0 && !await replica.TryJoinAsync())
        {
            logger.LogWarning("Redis has lost the log. It begins again with the state of this instance.");
            await replica.BeginAsync();
        }
        await replica.CatchUpAsync(cancellationToken);
        (_epoch, _mustBegin, _mustResume, _isFirst) = ((long)begun[0], false, true, true);
    }

    // Redis has lost nothing if it has every event that any instance has.
    private async Task ContinueAfterRestartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var newest = await instances.NewestEventAsync(replica.Last, cancellationToken);
            _isFirst = newest is { } known && LogReplica.Compare(await replica.ReadHeadAsync(), known) >= 0;
            _mustBegin = !_isFirst;
            logger.LogWarning("Redis has restarted. {Effect}", _isFirst ? "It has the whole log, which continues." : "It may have lost events, so that a new epoch begins.");
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // The next move tries again.
        }
    }

    private async Task<ImmutableArray<double>> ReadVolatilityAsync() =>
        (byte[]?)await redis.Database.StringGetAsync(redis.KeyOf("volatility")) is { } bytes ? [.. MemoryMarshal.Cast<byte, double>(bytes)] : [];
}
