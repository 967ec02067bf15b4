using System.Buffers;
using System.IO.Pipelines;

namespace StockTicker.Web.Streaming;

/// <summary>
/// Writes what a subscription has to say into one response. Anybody may call <see cref="Signal"/> at any time; whoever comes first
/// does the writing and the others leave word, so that there is one writer at a time and nobody waits for it.
/// </summary>
internal sealed class StreamConnection : IDisposable
{
    // What is written before the socket is asked whether it keeps up: small enough to see progress on a big snapshot.
    private const int SliceBytes = 32 * 1024;

    private readonly Subscription _subscription;
    private readonly PipeWriter _output;
    private readonly bool _gzip;
    private readonly TimeProvider _time;
    private readonly TimeSpan _writeTimeout;
    private readonly DateTimeOffset _expires;
    private readonly StreamMetrics _metrics;
    private readonly Action _settled;
    private readonly Action _abort;
    private readonly ITimer? _dueTimer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // How many signals the writer has not answered yet; 0 means that nobody writes. The first is the start.
    private int _signals = 1;
    private volatile EndReason _end;
    // When the write that is going on began, as a timestamp; 0 when none is.
    private long _writingSince;
    private long _settledThrough = -1;
    private bool _slow;
    private bool _gzipBegun;
    private bool _opened;

    /// <summary>A connection that has not written anything.</summary>
    /// <param name="expires">When it has to end; <see cref="DateTimeOffset.MaxValue"/> for never.</param>
    /// <param name="settled">Is called when more is settled than before, and at the end.</param>
    /// <param name="abort">Cuts the connection.</param>
    public StreamConnection(Subscription subscription, PipeWriter output, bool gzip, TimeProvider time, TimeSpan writeTimeout, DateTimeOffset expires,
        bool hasTimer, StreamMetrics metrics, Action settled, Action abort)
    {
        _subscription = subscription;
        _output = output;
        _gzip = gzip;
        _time = time;
        _writeTimeout = writeTimeout;
        _expires = expires;
        _metrics = metrics;
        _settled = settled;
        _abort = abort;
        if (hasTimer)
            _dueTimer = time.CreateTimer(static state => ((StreamConnection)state!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where the broadcaster has it in its list; for the broadcaster alone.</summary>
    public int Slot { get; set; }

    /// <summary>Completes when nothing will be written any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The newest sequence as of which all that was due has been written.</summary>
    public long SettledThrough => Volatile.Read(ref _settledThrough);

    /// <summary>Begins to write, on the caller's thread: a snapshot that nobody shares is not made on the broadcaster's.</summary>
    public void Start() => _ = WriteAsync();

    /// <summary>There may be something to write.</summary>
    public void Signal()
    {
        if (Interlocked.Increment(ref _signals) == 1)
            _ = WriteAsync();
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
        var since = Volatile.Read(ref _writingSince);
        if (since == 0 || _ended.Task.IsCompleted || _time.GetElapsedTime(since) < _writeTimeout)
            return;
        Volatile.Write(ref _writingSince, 0);
        _metrics.DisconnectedSlow();
        try
        {
            _abort();
        }
        catch (ObjectDisposedException)
        {
            // It left in this very moment.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _dueTimer?.Dispose();

    private async Task WriteAsync()
    {
        try
        {
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
                    _settled();
                    return;
                }
                ScheduleDue();
                if (_settledThrough != _subscription.SeenThrough)
                {
                    Volatile.Write(ref _settledThrough, _subscription.SeenThrough);
                    _settled();
                }
            }
            while (Interlocked.Add(ref _signals, -answered) != 0);
        }
#pragma warning disable CA1031 // nobody awaits this: what is not passed on here would be lost
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
            _settled();
        }
#pragma warning restore CA1031
    }

    private async ValueTask WriteDueAsync()
    {
        var (events, unflushed, publishedAt) = (0, 0, 0L);
        WriteGzipHeader();
        // Every stream begins with hello, even one that ends at once.
        while ((_end == EndReason.None || !_opened) && _subscription.TryNext(_slow, out var frame))
        {
            _opened = true;
            events++;
            publishedAt = _subscription.PublishedAt;
            _metrics.Conflated(_subscription.Merged);
            // An event that was begun is sent to its end, whatever happens to the stream meanwhile.
            for (var left = Encode(frame); _end != EndReason.ClientGone && !left.IsEmpty; left = left[Math.Min(left.Length, SliceBytes)..])
            {
                var slice = left.Span[..Math.Min(left.Length, SliceBytes)];
                _output.Write(slice);
                unflushed += slice.Length;
                if (unflushed < SliceBytes)
                    continue;
                await FlushAsync(0, unflushed, 0);
                unflushed = 0;
            }
        }
        if (events > 0)
            await FlushAsync(events, unflushed, publishedAt);
        if (_subscription.IsLost)
        {
            _metrics.DisconnectedSlow();
            _end = EndReason.Lost;
        }
    }

    private void WriteGzipHeader()
    {
        if (!_gzip || _gzipBegun)
            return;
        _gzipBegun = true;
        _output.Write(GzipBlock.Header);
    }

    private ReadOnlyMemory<byte> Encode(OutgoingFrame frame)
    {
        if (!_gzip)
            return frame.Plain;
        var encoded = frame.Gzip;
        _metrics.Saved(frame.Plain.Length - encoded.Length);
        return encoded;
    }

    private async ValueTask FlushAsync(int events, int bytes, long publishedAt)
    {
        var flush = _output.FlushAsync();
        _slow = !flush.IsCompleted;
        if (_slow)
            Volatile.Write(ref _writingSince, _time.GetTimestamp());
        FlushResult result;
        try
        {
            result = await flush;
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
        }
        if (result.IsCompleted || result.IsCanceled)
        {
            _end = EndReason.ClientGone;
            return;
        }
        _metrics.Delivered(events, bytes);
        if (publishedAt != 0)
            _metrics.Written(_time.GetElapsedTime(publishedAt));
    }

    private async ValueTask SayGoodbyeAsync()
    {
        if (_end is not (EndReason.Shutdown or EndReason.Expired))
            return;
        _output.Write(Encode(Frames.Shutdown(_end == EndReason.Expired ? "expired" : "draining", RetryDelay.Next())).Span);
        await _output.FlushAsync();
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
