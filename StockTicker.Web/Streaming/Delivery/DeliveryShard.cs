using System.Collections.Concurrent;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// A share of the streams and the thread that delivers to them, so that the market never waits for its watchers. It wakes them when the
/// log has something new, and now and then for heartbeats and timeouts; one whose socket is full goes on by itself and delays nobody.
/// </summary>
internal sealed class DeliveryShard : IDisposable
{
    private readonly EventLog _log;
    private readonly object _gate = new();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly CaughtUpStreams _caughtUp;
    // Those that go on by themselves.
    private readonly List<StreamConnection> _others = [];
    private readonly List<(long Sequence, TaskCompletionSource Done)> _waiting = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private LogHead? _head;
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

    /// <summary>How many streams it has.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many events the stream of it that is furthest behind has not been written yet, as of the last patrol.</summary>
    public long Lag => Volatile.Read(ref _lag);

    /// <summary>Begins to deliver.</summary>
    public void Start()
    {
        _log.Appended += Wake;
        _thread.Start();
    }

    /// <summary>From now on <paramref name="connection"/> is delivered to. If the server is going away it is ended instead.</summary>
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

    /// <summary>From now on <paramref name="connection"/>, which has ended, is not.</summary>
    public void Remove(StreamConnection connection)
    {
        Interlocked.Decrement(ref _count);
        Request(() => RemoveFromOthers(connection));
    }

    /// <summary>A connection that has everything asks to be sent each batch as it is.</summary>
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

    /// <summary>A connection that is sent each batch as it is has something else to do.</summary>
    public void Call(StreamConnection connection) => Request(() =>
    {
        if (connection.IsCaughtUp)
            _caughtUp.Release(connection);
    });

    /// <summary>Completes when every open stream has been written what was due as of <paramref name="sequence"/>, or has ended.</summary>
    public Task WhenSettledAsync(long sequence)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Increment(ref _waitingCount);
        Request(() => _waiting.Add((sequence, done)));
        return done.Task;
    }

    /// <summary>A connection has caught up or ended; whoever waits for that is told.</summary>
    public void Settled()
    {
        if (Volatile.Read(ref _waitingCount) > 0)
            Wake();
    }

    /// <summary>Looks for heartbeats that are due and for clients that take nothing.</summary>
    public void Patrol()
    {
        _patrolDue = true;
        Wake();
    }

    /// <summary>Ends all streams, those that come as well, and completes when there are none.</summary>
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

    /// <summary>Delivers nothing any more.</summary>
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
            if (head != _head)
                _caughtUp.Deliver(head);
            var patrol = _patrolDue;
            if (patrol)
                Look();
            if (patrol || head != _head)
            {
                foreach (var connection in _others)
                    connection.Signal();
            }
            _head = head;
            AnswerWaiting();
            // Counted are also those that have come but are not in a list yet.
            if (_draining && Count == 0)
                _drained.TrySetResult();
        }
        foreach (var (_, done) in _waiting)
            done.TrySetCanceled();
    }

    private void Look()
    {
        _patrolDue = false;
        _caughtUp.ReleaseSilent();
        var newest = _log.Head.Sequence;
        var furthest = newest;
        foreach (var connection in _others)
        {
            connection.Check();
            // One that has just come has not settled anything yet.
            if (connection.SettledThrough is >= 0 and var settled)
                furthest = Math.Min(furthest, settled);
        }
        Volatile.Write(ref _lag, newest - furthest);
    }

    private void AnswerWaiting()
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
        // The last one takes its place: the order means nothing, and a long list is not moved.
        var last = _others[^1];
        last.Slot = connection.Slot;
        _others[connection.Slot] = last;
        _others.RemoveAt(_others.Count - 1);
    }
}
