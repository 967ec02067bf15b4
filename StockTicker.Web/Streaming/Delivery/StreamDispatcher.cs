using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>Delivers new events in the log to every open stream, using one thread per processor.</summary>
internal sealed class StreamDispatcher : IHostedLifecycleService, IDisposable
{
    // The maximum delay of a heartbeat, a write timeout or the expiration of a token.
    private static readonly TimeSpan Patrol = TimeSpan.FromMilliseconds(250);

    // The maximum time to wait for streams to end while the server still responds to other requests.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly DeliveryShard[] _shards;
    private readonly ITimer _patrol;

    public StreamDispatcher(EventLog log, TimeProvider time, StreamMetrics metrics, IOptions<StreamingOptions> options)
    {
        _time = time;
        StartedAt = time.GetTimestamp();
        var heartbeat = options.Value.HeartbeatInterval;
        _shards = [.. Enumerable.Range(1, Environment.ProcessorCount).Select(number => new DeliveryShard(number, log, time, heartbeat, metrics))];
        _patrol = time.CreateTimer(_ => Array.ForEach(_shards, shard => shard.Patrol()), null, Patrol, Patrol);
    }

    /// <summary>The timestamp at which the application started.</summary>
    public long StartedAt { get; }

    /// <summary>The number of open streams.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The number of events not yet written to the slowest stream, as of the last patrol.</summary>
    public long Lag => _shards.Max(shard => shard.Lag);

    /// <summary>Adds a connection, or ends it if the server is shutting down.</summary>
    public void Add(StreamConnection connection) => _shards.MinBy(shard => shard.Count)!.Add(connection);

    /// <summary>Completes when all events up to <paramref name="sequence"/> have been written to every open stream.</summary>
    public Task WhenSettledAsync(long sequence) => Task.WhenAll(_shards.Select(shard => shard.WhenSettledAsync(sequence)));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_shards, shard => shard.Start());
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends all streams while the server still listens, so that new clients receive 503 rather than a refused connection.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_shards.Select(shard => shard.DrainAsync())).WaitAsync(DrainTime, _time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Clients that do not read are disconnected with their connections.
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_shards, shard => shard.Stop());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _patrol.Dispose();
        Array.ForEach(_shards, shard => shard.Dispose());
    }
}
