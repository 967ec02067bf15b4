using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Sockets;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.Streaming.Delivery;

/// <summary>
/// Writes what a subscription has to say into one response. Anybody may call <see cref="Signal"/> at any time; whoever comes first
/// does the writing and the others leave word, so that there is one writer at a time and nobody waits for it.
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

    // How many signals the writer has not answered yet; 0 means that nobody writes. The first is the start.
    private int _signals = 1;
    // How many there were when it joined the streams that have caught up.
    private int _answered;
    private volatile bool _isCaughtUp;
    private volatile EndReason _end;
    private long _settledThrough = -1;
    private bool _slow;
    private bool _cut;
    private bool _opened;

    /// <summary>A connection that has not written anything.</summary>
    /// <param name="expires">When it has to end; <see cref="DateTimeOffset.MaxValue"/> for never.</param>
    /// <param name="abort">Cuts the connection.</param>
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

    /// <summary>Who delivers to it.</summary>
    public DeliveryShard Shard { get; set; } = null!;

    /// <summary>Where the shard has it in its list; for the shard's thread alone.</summary>
    public int Slot { get; set; }

    /// <summary>Whether the shard sends it each batch as it is; for the shard's thread alone.</summary>
    public bool IsCaughtUp { get; set; }

    /// <summary>Where it stands; to be read while it is caught up.</summary>
    public StreamPosition Position => _subscription.Position;

    /// <summary>What it writes to if nothing comes between it and its socket.</summary>
    public SocketWriter? Socket => (_sink as SocketSink)?.Socket;

    /// <summary>How its bytes are framed on <see cref="Socket"/>.</summary>
    public WireForm Form => (_gzip, ((SocketSink)_sink).IsChunked) switch
    {
        (false, false) => WireForm.Plain,
        (false, true) => WireForm.PlainChunk,
        (true, false) => WireForm.Gzip,
        (true, true) => WireForm.GzipChunk,
    };

    /// <summary>Whether it was signalled since it asked to join the streams that have caught up.</summary>
    public bool IsCalled => Volatile.Read(ref _signals) != _answered;

    /// <summary>Completes when nothing will be written any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The newest sequence as of which all that was due has been written.</summary>
    public long SettledThrough => Volatile.Read(ref _settledThrough);

    /// <summary>Begins to write, on the caller's thread: a snapshot that nobody shares is not made on the dispatcher's.</summary>
    public void Start() => _ = WriteAsync(ValueTask.FromResult(true));

    /// <summary>Goes on by itself after having been caught up, or having asked to be.</summary>
    /// <param name="write">What it is still being sent.</param>
    public void GoOn(ValueTask<bool> write)
    {
        _isCaughtUp = false;
        _ = WriteAsync(write);
    }

    /// <summary>It was sent all events through <paramref name="newest"/> while it was caught up.</summary>
    public void AdvanceTo(QuotesEvent newest, long sentAt) => _subscription.AdvanceTo(newest, sentAt);

    /// <summary>There may be something to write.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _signals) == 1)
            _ = WriteAsync(ValueTask.FromResult(true));
        else if (_isCaughtUp)
            Shard.Call(this);
    }

    /// <summary>Ends the stream, after a <c>shutdown</c> event if the server goes away or the client's token has ended.</summary>
    public void End(EndReason reason)
    {
        // Nobody can be told goodbye who has left.
        if (_end == EndReason.None || reason == EndReason.ClientGone)
            _end = reason;
        Signal();
    }

    /// <summary>Ends the stream if its time is up, and cuts the connection if its client has taken nothing for too long.</summary>
    public void Check()
    {
        if (_expires != DateTimeOffset.MaxValue && _end == EndReason.None && _time.GetUtcNow() >= _expires)
            End(EndReason.Expired);
        var since = _sink.WaitingSince;
        if (since == 0 || _cut || _ended.Task.IsCompleted || _time.GetElapsedTime(since) < _writeTimeout)
            return;
        _cut = true;
        _metrics.DisconnectedSlow();
        // Taking a connection down takes its time, and others are waiting for theirs.
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
                    // Without answering the signals: nobody writes after this.
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
#pragma warning disable CA1031 // nobody awaits this: what is not passed on here would be lost
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
            Shard.Settled();
        }
#pragma warning restore CA1031
    }

    // Keeps the signals unanswered: whoever signals now calls the shard.
    private bool TryJoinCaughtUp(int answered)
    {
        // Streams that have caught up are not looked at one by one, as is needed to end a stream in time.
        if (_slow || Socket is null || !_subscription.TakesSharedBatches || _expires != DateTimeOffset.MaxValue)
            return false;
        _answered = answered;
        _isCaughtUp = true;
        Interlocked.MemoryBarrier();
        _isCaughtUp = Volatile.Read(ref _signals) == answered;
        if (_isCaughtUp)
            Shard.AddCaughtUp(this);
        return _isCaughtUp;
    }

    private void Cut()
    {
        try
        {
            _abort();
        }
        catch (ObjectDisposedException)
        {
            // It left in this very moment.
        }
    }

    private async ValueTask WriteDueAsync()
    {
        var (events, bytes, publishedAt) = (0, 0L, 0L);
        if (_gzip && !_opened)
            await PassAsync(_sink.WriteAsync(FrameBytes.Own(GzipBlock.Header)));
        // Every stream begins with hello, even one that ends at once.
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

/// <summary>Why a stream ends.</summary>
internal enum EndReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The client has left.</summary>
    ClientGone,

    /// <summary>The log has let go of what the client was to get.</summary>
    Lost,

    /// <summary>The server goes away.</summary>
    Shutdown,

    /// <summary>The client's token has ended.</summary>
    Expired,
}
