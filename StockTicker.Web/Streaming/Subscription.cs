using System.Buffers;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming;

/// <summary>
/// What one client gets, in order: the opening, then quotes, with heartbeats in between. It knows nothing of connections. Not safe for
/// use by two threads at once.
/// </summary>
internal sealed class Subscription
{
    private readonly EventLog _log;
    private readonly MarketClock _clock;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly QuotesCursor _quotes;
    private readonly Queue<ReadOnlyMemory<byte>> _opening = new(2);
    // The newest id that the client was told.
    private long _lastId;
    private long _lastEventAt;
    private long _lastHeartbeatAt;

    public Subscription(StreamRequest request, EventLog log, Hello hello, MarketClock clock, TimeProvider time, TimeSpan heartbeat)
    {
        (_log, _clock, _time, _heartbeat) = (log, clock, time, heartbeat);
        // The one moment that the snapshot, the replay and all that follows are measured from.
        var head = log.Head;
        Start = StartingPoint.Of(request, log, head);
        _quotes = new QuotesCursor(log, head.Quotes, request.Filter, request.Interval, Start);
        _lastId = Start.Sequence;
        _lastEventAt = _lastHeartbeatAt = time.GetTimestamp();
        _opening.Enqueue(hello.Write(request, Start));
        if (Start.Mode == StartMode.Snapshot)
            _opening.Enqueue(head.Quotes.SnapshotOf(request.Filter).Frame);
    }

    /// <summary>Where it starts.</summary>
    public StartingPoint Start { get; }

    /// <summary>How long quotes are still held back, at least a millisecond; null while none are.</summary>
    public TimeSpan? HeldFor => _quotes.HeldUntil is { } until ? Later(until - _clock.GetUtcNow(), TimeSpan.FromMilliseconds(1)) : null;

    /// <summary>The newest sequence there was when nothing more was due.</summary>
    public long SeenThrough { get; private set; } = -1;

    /// <summary>When the quotes returned last were published, as a timestamp; 0 if it was something else.</summary>
    public long PublishedAt { get; private set; }

    /// <summary>How many updates the event returned last stands for and does not contain.</summary>
    public long Merged { get; private set; }

    /// <summary>What the client gets next, if there is anything for it now. The bytes are valid until the next call.</summary>
    /// <param name="slow">Whether the client kept the last write waiting.</param>
    /// <param name="frame">One or more whole events.</param>
    public bool TryNext(bool slow, out ReadOnlyMemory<byte> frame)
    {
        (PublishedAt, Merged) = (0, 0);
        if (_opening.TryDequeue(out frame))
        {
            _lastEventAt = _time.GetTimestamp();
            return true;
        }
        var head = _log.Head;
        if (_quotes.TryNext(head.Quotes, Now(head), slow, out frame))
        {
            (PublishedAt, Merged) = (_quotes.PublishedAt, _quotes.Merged);
            _lastId = _quotes.Previous;
            _lastEventAt = _time.GetTimestamp();
            return true;
        }
        SeenThrough = head.Sequence;
        return TryHeartbeat(head, out frame);
    }

    private bool TryHeartbeat(LogHead head, out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_lastEventAt, now) < _heartbeat && _time.GetElapsedTime(_lastHeartbeatAt, now) < 1.5 * _heartbeat)
            return false;
        _lastEventAt = _lastHeartbeatAt = now;
        EventId? id = _quotes.ServedThrough > _lastId ? new EventId(_log.Epoch, _quotes.ServedThrough) : null;
        _lastId = id?.Sequence ?? _lastId;
        var output = new ArrayBufferWriter<byte>(160);
        Frames.WriteEvent(output, "heartbeat", id, new
        {
            time = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            lastTick = head.Book.Time.ToUnixTimeMilliseconds(),
        });
        frame = output.WrittenMemory;
        return true;
    }

    // A manual clock moves after its batch was published, so the batch may be ahead of the clock for a moment.
    private DateTimeOffset Now(LogHead head) => Later(_clock.GetUtcNow(), head.Book.Time);

    private static T Later<T>(T a, T b) where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;
}
