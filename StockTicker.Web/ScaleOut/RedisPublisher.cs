using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>Adds events to the log in Redis, which numbers them. They come back to all instances, including this one.</summary>
internal sealed class RedisPublisher(
    RedisConnection redis, LogReplica replica, EventLog log, MarketLease lease, IOptions<StreamingOptions> streaming, TimeProvider time) : IEventPublisher
{
    // How long to wait for an instance that moves the market.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    private long _refused;

    /// <summary>The number of batches that Redis has refused, because another instance moved the market.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <inheritdoc/>
    /// <exception cref="ScaleOutUnavailableException">Redis cannot be used, or no instance moves the market.</exception>
    public async ValueTask<StreamEventId> PublishAsync(PublishedMessage message, CancellationToken cancellationToken)
    {
        var payload = LogEntry.Write(message);
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                var script = LogScripts.Publish(log.Epoch);
                var (id, _) = await ExecuteAsync(
                    "EVALSHA", LogScripts.DigestOf(script), log.Epoch, "channels", streaming.Value.RetainedBroadcasts, "", payload, message.OnceKey, message.Note);
                await WhenReadAsync(id, cancellationToken);
                return id;
            }
            catch (RedisServerException refused) when (IsRefusal(refused) && time.GetElapsedTime(since) < Patience)
            {
                // Another epoch begins, or Redis has restarted, and the leader continues soon.
                await Task.Delay(RetryInterval, time, cancellationToken);
                await TryCatchUpAsync(cancellationToken);
            }
            catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
            {
                throw new ScaleOutUnavailableException("The log that instances share cannot be written now.", fault);
            }
        }
    }

    /// <summary>Adds a batch of quotes. Only the leader may.</summary>
    /// <param name="epoch">The leader's epoch.</param>
    /// <param name="isFirst">Whether Redis may not know the script yet.</param>
    /// <param name="payload">The encoded batch.</param>
    public async Task<StreamEventId> PublishQuotesAsync(long epoch, bool isFirst, byte[] payload)
    {
        var script = LogScripts.Publish(epoch);
        try
        {
            var (id, _) = await ExecuteAsync(
                isFirst ? "EVAL" : "EVALSHA", isFirst ? script : LogScripts.DigestOf(script), epoch, "quotes", streaming.Value.RetainedEvents, lease.Owner, payload, null, null);
            return id;
        }
        catch (RedisServerException refused) when (IsFenced(refused))
        {
            Interlocked.Increment(ref _refused);
            throw;
        }
    }

    /// <summary>Gets whether Redis refuses the epoch, or does not know its script.</summary>
    public static bool IsRefusal(RedisServerException refused) => IsFenced(refused) || IsUnknown(refused);

    /// <summary>Gets whether Redis refuses the epoch, because there is a newer one.</summary>
    public static bool IsFenced(RedisServerException refused) => refused.Message.Contains(LogScripts.Fenced, StringComparison.Ordinal);

    /// <summary>Gets whether Redis does not know the script of the epoch, because it has restarted.</summary>
    public static bool IsUnknown(RedisServerException refused) => refused.Message.Contains("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>Waits until this instance has an event, for a limited time.</summary>
    public async Task WhenReadAsync(StreamEventId id, CancellationToken cancellationToken) =>
        await replica.WhenReadAsync(id).WaitAsync(Patience, time, cancellationToken);

    private async Task TryCatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await replica.CatchUpAsync(cancellationToken);
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // The next attempt reports it.
        }
    }

    private async Task<(StreamEventId Id, string? Note)> ExecuteAsync(
        string command, string script, long epoch, string stream, int retained, string owner, byte[] payload, string? onceKey, string? note)
    {
        object[] arguments =
        [
            script, 4, redis.KeyOf("head"), redis.KeyOf(stream), redis.KeyOf("lease"), redis.KeyOf($"once:{onceKey}"),
            epoch, retained, redis.Bell.ToString(), owner, onceKey is null ? 0 : (int)PublishedMessage.OnceRetention.TotalSeconds, note ?? "", payload,
        ];
        var result = (RedisResult[])(await redis.Database.ExecuteAsync(command, arguments))!;
        return StreamEventId.TryParse((string?)result[0], out var id)
            ? (id, (string?)result[1])
            : throw new RedisException($"Redis returned the id {result[0]}.");
    }
}
