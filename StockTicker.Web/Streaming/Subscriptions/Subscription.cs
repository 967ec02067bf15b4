using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// Produces the events of one stream in the order of their ids: the opening, then quotes and the events of other channels, with periodic
/// events and heartbeats in between. Independent of connections. Not thread-safe.
/// </summary>
internal sealed class Subscription
{
    private readonly EventLog _log;
    private readonly MarketClock _clock;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly QuotesCursor? _quotes;
    private readonly ChannelsCursor? _channels;
    private readonly PeriodicCursor? _periodic;
    private ReadOnlyMemory<byte> _hello;
    private QuotesState? _snapshot;
    private readonly SymbolFilter _filter;
    private readonly int _generation;
    private Interruption? _told;
    // The sequence up to which the client has received everything, and the newest id that it has received.
    private long _servedThrough;
    private long _lastId;
    private long _lastEventAt;
    private long _lastHeartbeatAt;

    public Subscription(StreamRequest request, EventLog log, Hello hello, MarketClock clock, TimeProvider time, TimeSpan heartbeat)
    {
        (_log, _clock, _time, _heartbeat, _filter) = (log, clock, time, heartbeat, request.Filter);
        // The snapshot, the replay and everything after them start from this one state of the log.
        var head = log.Head;
        _generation = head.Generation;
        // A new client is told only if the log is still interrupted.
        _told = log.Interruption is { State: not MarketState.Open } ? null : log.Interruption;
        Start = StreamStart.Of(request, log, head);
        if (request.HasQuotes)
            _quotes = new QuotesCursor(log, head.Quotes, request.Filter, request.Interval, Start);
        if (request.Named.Count > 0)
            _channels = new ChannelsCursor(log, request, Start.NextChannels);
        if (Start.Mode == StartMode.Snapshot)
            _snapshot = head.Quotes;
        else
            _servedThrough = _lastId = Start.Sequence;
        _hello = hello.Write(request, Start);
        if (request.Periodic.Count > 0)
            _periodic = new PeriodicCursor(request.Periodic, Now(head));
        _lastEventAt = _lastHeartbeatAt = time.GetTimestamp();
    }

    /// <summary>The start of the stream.</summary>
    public StreamStart Start { get; }

    /// <summary>Whether the stream now receives each batch unchanged, like all other such streams.</summary>
    public bool TakesSharedBatches => _quotes is { TakesAll: true } && _hello.IsEmpty && _snapshot is null && _periodic is null;

    /// <summary>The position of a stream that takes shared batches.</summary>
    public StreamPosition Position => new(_quotes!.Next, SeenThrough, _lastEventAt, _lastHeartbeatAt, _channels is not null);

    /// <summary>
    /// The time after which an event is due without a new event in the log, at least a millisecond: quotes that are held back, or the next
    /// periodic event. Null if there is none.
    /// </summary>
    public TimeSpan? DueIn
    {
        get
        {
            var due = _quotes?.HeldUntil ?? DateTimeOffset.MaxValue;
            if (_periodic?.Due is { } next && next < due)
                due = next;
            return due == DateTimeOffset.MaxValue ? null : Later(due - _clock.GetUtcNow(), TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>The newest sequence of the log when nothing more was due.</summary>
    public long SeenThrough { get; private set; } = -1;

    /// <summary>Whether the log no longer retains events that the client needs. It must reconnect, and its next stream reports that.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The timestamp at which the last returned event was published, or 0 if it was created for this client.</summary>
    public long PublishedAt { get; private set; }

    /// <summary>The number of updates that conflation left out of the last returned event.</summary>
    public long Merged { get; private set; }

    /// <summary>Gets the next event, if one is due. The bytes are valid until the next call.</summary>
    /// <param name="slow">Whether the last write to the client had to wait.</param>
    /// <param name="frame">One or more whole events.</param>
    public bool TryNext(bool slow, out OutgoingFrame frame)
    {
        (PublishedAt, Merged) = (0, 0);
        var head = _log.Head;
        // The cursor is of a log that has been replaced. The client's id is not.
        if (head.Generation != _generation)
        {
            (IsLost, frame) = (true, default);
            return false;
        }
        if (TryEvent(head, slow, out frame))
        {
            _lastEventAt = _time.GetTimestamp();
            return true;
        }
        if (IsLost)
            return false;
        _servedThrough = _quotes?.HeldUntil is null ? head.Sequence : _quotes.ServedThrough;
        SeenThrough = head.Sequence;
        return TryHeartbeat(head, out frame);
    }

    /// <summary>Advances the position after all <c>quotes</c> events up to <paramref name="newest"/> have been sent unchanged.</summary>
    public void AdvanceTo(QuotesEvent newest, long sentAt)
    {
        // Events before it had caught up were sent individually.
        if (newest.Ordinal < _quotes!.Next)
            return;
        _quotes.AdvanceTo(newest);
        (_lastId, _lastEventAt) = (newest.Sequence, sentAt);
    }

    private bool TryEvent(LogHead head, bool slow, out OutgoingFrame frame)
    {
        if (!_hello.IsEmpty)
        {
            frame = _hello;
            _hello = default;
            return true;
        }
        frame = default;
        var lost = false;
        var other = _channels?.Peek(head, out lost);
        // Nothing may follow lost events: a later id would hide them from a client that resumes.
        IsLost = lost;
        if (IsLost)
            return false;
        if (_snapshot is { } snapshot && (other is null || other.Sequence > snapshot.Sequence))
        {
            (_lastId, _snapshot) = (snapshot.Sequence, null);
            frame = snapshot.SnapshotOf(_filter);
            return true;
        }
        // Another channel's event waits for the quotes before it, so that every price shown is the latest as of its id.
        if (_snapshot is null && _quotes is not null && _quotes.TryNext(head.Quotes, other, Now(head), slow, out frame))
        {
            (PublishedAt, Merged, _lastId) = (_quotes.PublishedAt, _quotes.Merged, _quotes.Previous);
            return true;
        }
        IsLost = _quotes is { IsLost: true };
        if (IsLost)
            return false;
        if (other is not null)
        {
            _channels!.Take();
            (PublishedAt, _lastId) = (other.PublishedAt, other.Sequence);
            frame = _snapshot is null ? other.Frame : other.BeforeSnapshot;
            return true;
        }
        if (_quotes is not null && _snapshot is null && _log.Interruption is { } interruption && interruption != _told)
        {
            _told = interruption;
            frame = interruption.Frame;
            return true;
        }
        return _periodic is not null && _periodic.TryNext(Now(head), out frame);
    }

    private bool TryHeartbeat(LogHead head, out OutgoingFrame frame)
    {
        frame = default;
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_lastEventAt, now) < _heartbeat && _time.GetElapsedTime(_lastHeartbeatAt, now) < 1.5 * _heartbeat)
            return false;
        _lastEventAt = _lastHeartbeatAt = now;
        StreamEventId? id = _servedThrough > _lastId ? _log.IdOf(_servedThrough) : null;
        _lastId = id?.Sequence ?? _lastId;
        frame = (ReadOnlyMemory<byte>)Frames.Event("heartbeat", id, new
        {
            time = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            lastTick = head.Book.Time.ToUnixTimeMilliseconds(),
        });
        return true;
    }

    // A manual clock advances after its batch has been published, so the batch may be ahead of the clock for a moment.
    private DateTimeOffset Now(LogHead head) => Later(_clock.GetUtcNow(), head.Book.Time);

    private static T Later<T>(T a, T b) where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;
}

/// <summary>The position of a subscription that receives each batch unchanged.</summary>
/// <param name="NextQuotes">The ordinal of its next <c>quotes</c> event.</param>
/// <param name="SeenThrough">The newest sequence of the log when nothing more was due.</param>
/// <param name="LastEventAt">The timestamp of its last event.</param>
/// <param name="LastHeartbeatAt">The timestamp of its last heartbeat.</param>
/// <param name="HasChannels">Whether it also receives events of other channels.</param>
internal readonly record struct StreamPosition(long NextQuotes, long SeenThrough, long LastEventAt, long LastHeartbeatAt, bool HasChannels);
