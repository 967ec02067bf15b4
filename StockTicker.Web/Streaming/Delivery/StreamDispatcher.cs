using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>Delivers what is new in the log to every open stream, on as many threads as there are processors.</summary>
internal sealed class StreamDispatcher : IHostedLifecycleService, IDisposable
{
    // How late a heartbeat, a write timeout or the end of a token may be.
    private static readonly TimeSpan Patrol = TimeSpan.FromMilliseconds(250);

    // How long streams that are ending are waited for while the server still answers everybody else.
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

    /// <summary>When the application started, as a timestamp.</summary>
    public long StartedAt { get; }

    /// <summary>How many streams are open.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>How many events the stream that is furthest behind has not been written yet, as of the last patrol.</summary>
    public long Lag => _shards.Max(shard => shard.Lag);

    /// <summary>From now on <paramref name="connection"/> is delivered to. If the server is going away it is ended instead.</summary>
    public void Add(StreamConnection connection) => _shards.MinBy(shard => shard.Count)!.Add(connection);

    /// <summary>Completes when every open stream has been written what was due as of <paramref name="sequence"/>, or has ended.</summary>
    public Task WhenSettledAsync(long sequence) => Task.WhenAll(_shards.Select(shard => shard.WhenSettledAsync(sequence)));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_shards, shard => shard.Start());
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends all streams while the server still listens: whoever comes meanwhile is answered that it goes away, and not refused.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_shards.Select(shard => shard.DrainAsync())).WaitAsync(DrainTime, _time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Clients that take nothing are cut off with their connections.
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
