using System.Collections.Concurrent;

namespace StockTicker.Web.Streaming;

/// <summary>
/// Wakes every connection when the log has something new, and now and then for heartbeats and timeouts. One thread of its own does it,
/// so that the market never waits for its watchers; a connection whose socket is full goes on by itself and delays nobody.
/// </summary>
internal sealed class Broadcaster : IHostedLifecycleService, IDisposable
{
    // How late a heartbeat or a write timeout may be.
    private static readonly TimeSpan Patrol = TimeSpan.FromMilliseconds(250);

    // How long streams that are ending are waited for while the server still answers everybody else.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly List<StreamConnection> _connections = [];
    private readonly List<(long Sequence, TaskCompletionSource Done)> _waiting = [];
    private readonly ITimer _patrol;
    private readonly Thread _thread;
    private int _count;
    private int _waitingCount;
    private long _lag;
    private volatile bool _patrolDue;
    private volatile bool _stopping;
    private bool _draining;
    private bool _awake;

    public Broadcaster(EventLog log, TimeProvider time)
    {
        _log = log;
        _time = time;
        StartedAt = time.GetTimestamp();
        _thread = new Thread(Run) { IsBackground = true, Name = "Broadcaster" };
        _patrol = time.CreateTimer(_ =>
        {
            _patrolDue = true;
            Wake();
        }, null, Patrol, Patrol);
    }

    /// <summary>When the application started, as a timestamp.</summary>
    public long StartedAt { get; }

    /// <summary>How many streams are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many events the stream that is furthest behind has not been written yet, as of the last patrol.</summary>
    public long Lag => Volatile.Read(ref _lag);

    /// <summary>From now on <paramref name="connection"/> is woken. If the server is going away it is ended instead.</summary>
    public void Add(StreamConnection connection)
    {
        Interlocked.Increment(ref _count);
        Request(() =>
        {
            connection.Slot = _connections.Count;
            _connections.Add(connection);
            if (_draining)
                connection.End(EndReason.Shutdown);
        });
    }

    /// <summary>From now on it is not.</summary>
    public void Remove(StreamConnection connection)
    {
        Interlocked.Decrement(ref _count);
        Request(() =>
        {
            // The last one takes its place: the order means nothing, and a long list is not moved.
            var last = _connections[^1];
            last.Slot = connection.Slot;
            _connections[connection.Slot] = last;
            _connections.RemoveAt(_connections.Count - 1);
        });
    }

    /// <summary>Completes when every open stream has been written what was due as of <paramref name="sequence"/>, or has ended.</summary>
    public Task WhenSettledAsync(long sequence)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _waitingCount);
        Request(() => _waiting.Add((sequence, done)));
        return done.Task;
    }

    /// <summary>A connection has caught up; whoever waits for that is told.</summary>
    public void Settled()
    {
        if (Volatile.Read(ref _waitingCount) > 0)
            Wake();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _awake = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _log.Appended += Wake;
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends all streams while the server still listens: whoever comes meanwhile is answered that it goes away, and not refused.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Request(Drain);
        try
        {
            await _drained.Task.WaitAsync(DrainTime, _time, cancellationToken);
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
        _log.Appended -= Wake;
        _stopping = true;
        Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _patrol.Dispose();
        Wake();
        if (_thread.IsAlive)
            _thread.Join();
    }

    private void Request(Action change)
    {
        _requests.Enqueue(change);
        Wake();
    }

    private void Drain()
    {
        _draining = true;
        foreach (var connection in _connections)
            connection.End(EndReason.Shutdown);
    }

    private void Run()
    {
        while (!_stopping)
        {
            WaitUntilAwake();
            while (_requests.TryDequeue(out var change))
                change();
            foreach (var connection in _connections)
                connection.Signal();
            if (_patrolDue)
            {
                _patrolDue = false;
                var behind = _log.Head.Sequence;
                var newest = behind;
                foreach (var connection in _connections)
                {
                    connection.CheckProgress();
                    // One that has just come has not settled anything yet.
                    if (connection.SettledThrough is >= 0 and var settled)
                        behind = Math.Min(behind, settled);
                }
                Volatile.Write(ref _lag, newest - behind);
            }
            AnswerWaiting();
            // Counted are also those that have come but are not in the list yet.
            if (_draining && Count == 0)
                _drained.TrySetResult();
        }
        foreach (var (_, done) in _waiting)
            done.TrySetCanceled();
    }

    private void WaitUntilAwake()
    {
        lock (_gate)
        {
            while (!_awake)
                Monitor.Wait(_gate);
            _awake = false;
        }
    }

    private void AnswerWaiting()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var (sequence, done) = _waiting[i];
            if (!_connections.TrueForAll(connection => connection.SettledThrough >= sequence || connection.Ended.IsCompleted))
                continue;
            _waiting.RemoveAt(i);
            Interlocked.Decrement(ref _waitingCount);
            done.SetResult();
        }
    }
}
