using System.Collections.Concurrent;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// Delivers events to a part of the streams on a dedicated thread, so that the market never waits for clients. It signals the streams
/// on new events, and periodically for heartbeats and timeouts. A stream whose socket is full continues individually, without delaying
/// the others.
/// </summary>
internal sealed class DeliveryShard : IDisposable
{
    private readonly EventLog _log;
    private readonly object _gate = new();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly CaughtUpStreams _caughtUp;
    // Streams that are not caught up and write individually.
    private readonly List<StreamConnection> _others = [];
    private readonly List<(long Sequence, TaskCompletionSource Done)> _waiting = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private LogHead? _head;
    private int _generation;
    private Interruption? _interruption;
    private int _count;
    private int _waitingCount;
    private long _lag;
    private volatile bool _patrolDue;
    private volatile bool _stopping;
    private bool _draining;
    private bool _awake;

    public DeliveryShard(int number, EventLog log, TimeProvider time, TimeSpan heartbeat, StreamMetrics metrics)
    {
        _log = log;
        _caughtUp = new CaughtUpStreams(log, time, heartbeat, metrics, AddToOthers);
        _thread = new Thread(Run) { IsBackground = true, Name = $"Delivery {number}" };
    }

    /// <summary>The number of streams.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of events not yet written to the slowest stream, as of the last patrol.</summary>
    public long Lag => Volatile.Read(ref _lag);

    /// <summary>Starts delivering.</summary>
    public void Start()
    {
        _log.Appended += Wake;
        _thread.Start();
    }

    /// <summary>Adds a connection, or ends it if the server is shutting down.</summary>
    public void Add(StreamConnection connection)
    {
        connection.Shard = this;
        Interlocked.Increment(ref _count);
        Request(() =>
        {
            AddToOthers(connection);
            if (_draining)
                connection.End(EndReason.Shutdown);
        });
    }

    /// <summary>Removes a connection that has ended.</summary>
    public void Remove(StreamConnection connection)
    {
        Interlocked.Decrement(ref _count);
        Request(() => RemoveFromOthers(connection));
    }

    /// <summary>Requests that a connection that is up to date joins the caught-up streams.</summary>
    public void AddCaughtUp(StreamConnection connection) => Request(() =>
    {
        if (connection.IsCalled || connection.Position.SeenThrough < _caughtUp.SeenThrough || _draining)
        {
            connection.GoOn(ValueTask.FromResult(true));
            return;
        }
        RemoveFromOthers(connection);
        connection.IsCaughtUp = true;
        _caughtUp.Add(connection);
    });

    /// <summary>Requests that a connection leaves the caught-up streams, because it has other work.</summary>
    public void Call(StreamConnection connection) => Request(() =>
    {
        if (connection.IsCaughtUp)
            _caughtUp.Release(connection);
    });

    /// <summary>Completes when all events up to <paramref name="sequence"/> have been written to every open stream.</summary>
    public Task WhenSettledAsync(long sequence)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _waitingCount);
        Request(() => _waiting.Add((sequence, done)));
        return done.Task;
    }

    /// <summary>Notifies waiters that a connection has caught up or ended.</summary>
    public void Settled()
    {
        if (Volatile.Read(ref _waitingCount) > 0)
            Wake();
    }

    /// <summary>Requests a check for due heartbeats and for clients that do not read.</summary>
    public void Patrol()
    {
        _patrolDue = true;
        Wake();
    }

    /// <summary>Ends all streams, including those added later, and completes when none are left.</summary>
    public Task DrainAsync()
    {
        Request(() =>
        {
            _draining = true;
            _caughtUp.ReleaseAll();
            foreach (var connection in _others)
                connection.End(EndReason.Shutdown);
        });
        return _drained.Task;
    }

    /// <summary>Stops delivering.</summary>
    public void Stop()
    {
        _log.Appended -= Wake;
        _stopping = true;
        Wake();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        if (_thread.IsAlive)
            _thread.Join();
    }

    private void Request(Action change)
    {
        _requests.Enqueue(change);
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

    private void WaitUntilAwake()
    {
        lock (_gate)
        {
            while (!_awake)
                Monitor.Wait(_gate);
            _awake = false;
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            WaitUntilAwake();
            while (_requests.TryDequeue(out var change))
                change();
            var head = _log.Head;
            var interruption = _log.Interruption;
            var isTold = interruption != _interruption;
            if (head.Generation != _generation || isTold)
                _caughtUp.ReleaseAll();
            (_generation, _interruption) = (head.Generation, interruption);
            if (head != _head)
                _caughtUp.Deliver(head);
            var patrol = _patrolDue;
            if (patrol)
                CheckStreams();
            if (patrol || head != _head || isTold)
            {
                foreach (var connection in _others)
                    connection.Signal();
            }
            _head = head;
            CompleteWaiting();
            // The count includes connections that are not in a list yet.
            if (_draining && Count == 0)
                _drained.TrySetResult();
        }
        foreach (var (_, done) in _waiting)
            done.TrySetCanceled();
    }

    private void CheckStreams()
    {
        _patrolDue = false;
        _caughtUp.ReleaseSilent();
        var newest = _log.Head.Sequence;
        var furthest = newest;
        foreach (var connection in _others)
        {
            connection.Check();
            // A new stream has not settled anything yet.
            if (connection.SettledThrough is >= 0 and var settled)
                furthest = Math.Min(furthest, settled);
        }
        Volatile.Write(ref _lag, newest - furthest);
    }

    private void CompleteWaiting()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var (sequence, done) = _waiting[i];
            if (_caughtUp.SeenThrough < sequence
                || !_others.TrueForAll(connection => connection.SettledThrough >= sequence || connection.Ended.IsCompleted))
                continue;
            _waiting.RemoveAt(i);
            Interlocked.Decrement(ref _waitingCount);
            done.SetResult();
        }
    }

    private void AddToOthers(StreamConnection connection)
    {
        connection.IsCaughtUp = false;
        connection.Slot = _others.Count;
        _others.Add(connection);
    }

    private void RemoveFromOthers(StreamConnection connection)
    {
        // Replaced by the last entry: the order does not matter, and no entries need to be moved.
        var last = _others[^1];
        last.Slot = connection.Slot;
        _others[connection.Slot] = last;
        _others.RemoveAt(_others.Count - 1);
    }
}
