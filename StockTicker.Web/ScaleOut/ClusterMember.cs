using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>The part of this process in the cluster: joins the log, reads it, and writes checkpoints while it leads.</summary>
internal sealed class ClusterMember(
    RedisConnection redis, LogReplica replica, MarketLease lease, RedisMarketOutput output, RedisOrders orders, Instances instances, EventLog log,
    MarketClock clock, IOptions<StreamingOptions> streaming, InstrumentCatalog instruments, TimeProvider time, ILogger<ClusterMember> logger) : IDisposable
{
    private static readonly TimeSpan JoinTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan JoinRetry = TimeSpan.FromMilliseconds(100);

    // How long leaving may take: the rest of the shutdown does not wait longer.
    private static readonly TimeSpan LeaveTime = TimeSpan.FromMilliseconds(500);

    // A checkpoint of so many instruments costs little in this time.
    private const int InstrumentsPerCheckpoint = 100;
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private long _checkpointAt;
    private int _checkpointTerm;

    /// <summary>Joins the log, or begins it if there is none and this instance gets the lease.</summary>
    /// <exception cref="OptionsValidationException">The log cannot be joined.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        try
        {
            await SubscribeAsync(since, cancellationToken);
            while (!await replica.TryJoinAsync())
            {
                await lease.RenewAsync();
                if (lease.IsHeld)
                {
                    var isOpen = await output.TryOpenAsync();
                    // Another instance has begun it in the meantime, if this one has been slow.
                    if (!isOpen && await replica.TryJoinAsync())
                        break;
                    if (!isOpen)
                        await replica.BeginAsync();
                    StartRenewing();
                    return;
                }
                if (time.GetElapsedTime(since) > JoinTime)
                    throw ScaleOutOptions.Unusable(redis.Endpoints, $"where another instance has the lease but has not written a checkpoint for {JoinTime.TotalSeconds} seconds");
                await Task.Delay(JoinRetry, time, cancellationToken);
            }
            await replica.CatchUpAsync(cancellationToken);
            await instances.ReportAsync();
            StartRenewing();
            if (logger.IsEnabled(LogLevel.Information))
                logger.LogInformation("Joined the log at {Last} within {Milliseconds} ms.", replica.Last, (int)time.GetElapsedTime(since).TotalMilliseconds);
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            throw ScaleOutOptions.Unusable(redis.Endpoints, $"which cannot be used: {fault.Message}");
        }
        catch (InvalidDataException fault)
        {
            throw ScaleOutOptions.Unusable(redis.Endpoints, $"where the log is of another version: {fault.Message} Use another ScaleOut:Key");
        }
    }

    // The rest of the start may take longer than the lease.
    private void StartRenewing() => _renewing = RepeatAsync(lease.Interval, lease.RenewAsync, _stop.Token);

    // The connection for messages may be ready a moment after the one for commands.
    private async Task SubscribeAsync(long since, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await orders.StartAsync();
                instances.Start();
                return;
            }
            catch (Exception fault) when (RedisConnection.IsUnavailable(fault) && time.GetElapsedTime(since) < JoinTime)
            {
                await Task.Delay(JoinRetry, time, cancellationToken);
            }
        }
    }

    /// <summary>Takes part until canceled, then leaves.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(_stop.Cancel);
        await Task.WhenAll(
            replica.RunAsync(cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default),
            _renewing,
            RepeatAsync(Instances.Interval, instances.ReportAsync, cancellationToken),
            RepeatAsync(TimeSpan.FromMilliseconds(200), WriteCheckpointIfDueAsync, cancellationToken),
            RepeatAsync(TimeSpan.FromMilliseconds(200), TellClients, cancellationToken));
        try
        {
            await Task.WhenAll(lease.ReleaseAsync(), instances.LeaveAsync()).WaitAsync(LeaveTime, time, CancellationToken.None);
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // The lease runs out.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    // Streams stay open while the log cannot be used.
    private Task TellClients()
    {
        var isHalted = log.Interruption is { State: MarketState.Halted };
        if (replica.Problem is not null && !isHalted)
            log.Tell(new Interruption(MarketState.Halted, "The server cannot read prices at the moment.", clock.GetUtcNow()));
        else if (replica.Problem is null && isHalted)
            log.Tell(new Interruption(MarketState.Open, "Prices are live again.", clock.GetUtcNow()));
        return Task.CompletedTask;
    }

    private async Task WriteCheckpointIfDueAsync()
    {
        if (!lease.IsHeld || replica.Last == default)
            return;
        // The first one at once: until there is one, no other instance can join.
        if (_checkpointTerm == lease.Term && time.GetElapsedTime(_checkpointAt) < Interval())
            return;
        var checkpoint = await replica.TakeCheckpointAsync(CancellationToken.None);
        var isSaved = (long)await redis.Database.ScriptEvaluateAsync(
            LogScripts.Save, [redis.KeyOf("head"), redis.KeyOf("lease"), redis.KeyOf("checkpoint")],
            [lease.Owner, checkpoint.Id.Epoch, checkpoint.Id.Sequence, checkpoint.Write()]) == 1;
        if (isSaved)
            (_checkpointAt, _checkpointTerm) = (time.GetTimestamp(), lease.Term);
    }

    // The events after a checkpoint must be retained until there is the next one.
    private TimeSpan Interval()
    {
        var cheap = CheckpointInterval * Math.Max(1, instruments.Count / InstrumentsPerCheckpoint);
        var retained = clock.UpdateInterval * streaming.Value.RetainedEvents / 4;
        return cheap < retained ? cheap : retained;
    }

    private async Task RepeatAsync(TimeSpan interval, Func<Task> work, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await work();
            }
            catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
            {
                // Tried again in the next interval.
            }
        }
        while (await WaitAsync(timer, cancellationToken));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
