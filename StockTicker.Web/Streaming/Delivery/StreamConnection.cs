using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// Writes the events of a subscription to a response. <see cref="Signal"/> can be called from any thread at any time: the first caller
/// writes, and calls during the write make it continue. There is one writer at a time, and no caller waits for it.
/// </summary>
internal sealed class StreamConnection : IDisposable
{
    private readonly Subscription _subscription;
    private readonly IFrameSink _sink;
    private readonly bool _gzip;
    private readonly TimeProvider _time;
    private readonly TimeSpan _writeTimeout;
    private readonly DateTimeOffset _expires;
    private readonly StreamMetrics _metrics;
    private readonly Action _abort;
    private readonly ITimer? _dueTimer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The number of signals that the writer has not handled yet; 0 means that there is no writer. The first is the start.
    private int _signals = 1;
    // The number of signals when it requested to join the caught-up streams.
    private int _answered;
    private volatile bool _isCaughtUp;
    private volatile EndReason _end;
    private long _settledThrough = -1;
    private bool _slow;
    private bool _cut;
    private bool _opened;

    /// <summary>Initializes a connection without writing to it.</summary>
    /// <param name="expires">The time at which the stream must end, or <see cref="DateTimeOffset.MaxValue"/>.</param>
    /// <param name="abort">Aborts the connection.</param>
    public StreamConnection(Subscription subscription, IFrameSink sink, bool gzip, TimeProvider time, TimeSpan writeTimeout,
        DateTimeOffset expires, bool hasTimer, StreamMetrics metrics, Action abort)
    {
        _subscription = subscription;
        _sink = sink;
        _gzip = gzip;
        _time = time;
        _writeTimeout = writeTimeout;
        _expires = expires;
        _metrics = metrics;
        _abort = abort;
        if (hasTimer)
            _dueTimer = time.CreateTimer(static state => ((StreamConnection)state!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The shard to which the connection belongs.</summary>
    public DeliveryShard Shard { get; set; } = null!;

    /// <summary>The index in the shard's list. For the shard's thread only.</summary>
    public int Slot { get; set; }

    /// <summary>Whether it is among the caught-up streams. For the shard's thread only.</summary>
    public bool IsCaughtUp { get; set; }

    /// <summary>The position of the subscription. Read it only while the stream is caught up.</summary>
    public StreamPosition Position => _subscription.Position;

    /// <summary>The socket writer if the stream has taken over its connection; otherwise null.</summary>
    public SocketWriter? Socket => (_sink as SocketSink)?.Socket;

    /// <summary>The framing of its bytes on <see cref="Socket"/>.</summary>
    public WireForm Form => (_gzip, ((SocketSink)_sink).IsChunked) switch
    {
        (false, false) => WireForm.Plain,
        (false, true) => WireForm.PlainChunk,
        (true, false) => WireForm.Gzip,
        (true, true) => WireForm.GzipChunk,
    };

    /// <summary>Whether it was signaled since it requested to join the caught-up streams.</summary>
    public bool IsCalled => Volatile.Read(ref _signals) != _answered;

    /// <summary>Completes after the last write.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The sequence up to which all due events have been written.</summary>
    public long SettledThrough => Volatile.Read(ref _settledThrough);

    /// <summary>Starts writing on the caller's thread, so that the dispatcher does not create individual snapshots.</summary>
    public void Start() => _ = WriteAsync(ValueTask.FromResult(true));

    /// <summary>Continues individually after it left the caught-up streams or could not join them.</summary>
    /// <param name="write">The pending write.</param>
    public void GoOn(ValueTask<bool> write)
    {
        _isCaughtUp = false;
        _ = WriteAsync(write);
    }

    /// <summary>Advances the position after the shard has sent the events up to <paramref name="newest"/>.</summary>
    public void AdvanceTo(QuotesEvent newest, long sentAt) => _subscription.AdvanceTo(newest, sentAt);

    /// <summary>Notifies the connection that there may be something to write.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _signals) == 1)
            _ = WriteAsync(ValueTask.FromResult(true));
        else if (_isCaughtUp)
            Shard.Call(this);
    }

    /// <summary>Ends the stream, after a <c>shutdown</c> event if the server is shutting down or the token has expired.</summary>
    public void End(EndReason reason)
    {
        // A client that has disconnected takes precedence, because it cannot receive a shutdown event.
        if (_end == EndReason.None || reason == EndReason.ClientGone)
            _end = reason;
        Signal();
    }

    /// <summary>Ends the stream if its token has expired, and aborts the connection if its client has not read for too long.</summary>
    public void Check()
    {
        if (_expires != DateTimeOffset.MaxValue && _end == EndReason.None && _time.GetUtcNow() >= _expires)
            End(EndReason.Expired);
        var since = _sink.WaitingSince;
        if (since == 0 || _cut || _ended.Task.IsCompleted || _time.GetElapsedTime(since) < _writeTimeout)
            return;
        _cut = true;
        _metrics.DisconnectedSlow();
        // Aborting a connection takes time and must not delay the other streams.
        ThreadPool.UnsafeQueueUserWorkItem(connection => connection.Cut(), this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _dueTimer?.Dispose();

    private async Task WriteAsync(ValueTask<bool> write)
    {
        try
        {
            await PassAsync(write);
            int answered;
            do
            {
                answered = Volatile.Read(ref _signals);
                await WriteDueAsync();
                if (_end != EndReason.None)
                {
                    await SayGoodbyeAsync();
                    // The signals remain pending, so that no other writer starts.
                    _ended.TrySetResult();
                    Shard.Settled();
                    return;
                }
                ScheduleDue();
                if (_settledThrough != _subscription.SeenThrough)
                {
                    Volatile.Write(ref _settledThrough, _subscription.SeenThrough);
                    Shard.Settled();
                }
                if (TryJoinCaughtUp(answered))
                    return;
            }
            while (Interlocked.Add(ref _signals, -answered) != 0);
        }
#pragma warning disable CA1031 // The task is not awaited, so an exception would otherwise be lost.
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
            Shard.Settled();
        }
#pragma warning restore CA1031
    }

    // Keeps the signals pending, so that later signals call the shard.
    private bool TryJoinCaughtUp(int answered)
    {
        // Caught-up streams are not checked individually, which a stream that expires requires.
        if (_slow || Socket is null || !_subscription.TakesSharedBatches || _expires != DateTimeOffset.MaxValue)
            return false;
        _answered = answered;
        _isCaughtUp = true;
        Interlocked.MemoryBarrier();
        var joins = Volatile.Read(ref _signals) == answered;
        _isCaughtUp = joins;
        // The shard may release the stream at once, and then writes to it on another thread. The field must not be read again: two writers
        // would mix their events.
        if (joins)
            Shard.AddCaughtUp(this);
        return joins;
    }

    private void Cut()
    {
        try
        {
            _abort();
        }
        catch (ObjectDisposedException)
        {
            // The client has just disconnected.
        }
    }

    private async ValueTask WriteDueAsync()
    {
        var (events, bytes, publishedAt) = (0, 0L, 0L);
        if (_gzip && !_opened)
            await PassAsync(_sink.WriteAsync(FrameBytes.Own(GzipBlock.Header)));
        // Every stream begins with hello, even if it ends immediately.
        while ((_end == EndReason.None || !_opened) && _subscription.TryNext(_slow, out var frame))
        {
            _opened = true;
            events++;
            publishedAt = _subscription.PublishedAt;
            _metrics.Conflated(_subscription.Merged);
            var encoded = Encode(frame);
            bytes += encoded.Body.Length;
            await PassAsync(_sink.WriteAsync(encoded));
        }
        if (events > 0)
        {
            _slow = false;
            await PassAsync(_sink.FlushAsync());
            if (_end != EndReason.ClientGone)
                _metrics.Delivered(events, bytes);
            if (publishedAt != 0)
                _metrics.Written(_time.GetElapsedTime(publishedAt));
        }
        if (_subscription.IsLost)
        {
            _metrics.DisconnectedSlow();
            _end = EndReason.Lost;
        }
    }

    private FrameBytes Encode(OutgoingFrame frame)
    {
        if (!_gzip)
            return frame.Plain;
        var encoded = frame.Gzip;
        _metrics.Saved(frame.Length - encoded.Body.Length);
        return encoded;
    }

    private async ValueTask PassAsync(ValueTask<bool> write)
    {
        _slow |= !write.IsCompleted;
        if (!await write)
            _end = EndReason.ClientGone;
    }

    private async ValueTask SayGoodbyeAsync()
    {
        if (_end == EndReason.ClientGone)
            return;
        if (_end is EndReason.Shutdown or EndReason.Expired)
        {
            var reason = _end == EndReason.Expired ? "expired" : "draining";
            _ = await _sink.WriteAsync(Encode(Frames.Shutdown(reason, RetryDelay.Next()))) && await _sink.FlushAsync();
        }
        await _sink.CompleteAsync();
    }

    private void ScheduleDue()
    {
        if (_dueTimer is not null && _subscription.DueIn is { } wait)
            _dueTimer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>The reason why a stream ends.</summary>
internal enum EndReason
{
    /// <summary>The stream has not ended.</summary>
    None,

    /// <summary>The client has disconnected.</summary>
    ClientGone,

    /// <summary>The log no longer retains the client's next event.</summary>
    Lost,

    /// <summary>The server is shutting down.</summary>
    Shutdown,

    /// <summary>The client's token has expired.</summary>
    Expired,
}
