using System.Buffers;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// A client's cursor in the <c>quotes</c> events. A client that keeps up receives each batch unchanged. A client that requested an
/// interval, or reads more slowly than the market, receives the latest value of each instrument. The memory for a client does not grow
/// with its lag. Not thread-safe.
/// </summary>
internal sealed class QuotesCursor
{
    private readonly EventLog _log;
    private readonly SymbolFilter _filter;
    private readonly TimeSpan _interval;
    private readonly ArrayBufferWriter<byte> _own = new();
    private DataLines _lines;
    // Events before this ordinal are a replay: the client was disconnected rather than slow, and receives them individually.
    private readonly long _replayEnd;
    // The ordinal of the client's next event.
    private long _next;
    // The last event or snapshot that was sent, which is "prev" of the next one.
    private long _previous;
    // The number of updates of its instruments in all events before _next.
    private long _updates;
    private DateTimeOffset _due = DateTimeOffset.MinValue;

    /// <summary>Initializes a cursor at the start of a stream.</summary>
    public QuotesCursor(EventLog log, QuotesState quotes, SymbolFilter filter, TimeSpan interval, StreamStart start)
    {
        _log = log;
        _filter = filter;
        _interval = interval;
        _replayEnd = quotes.End;
        _next = start.NextQuotes;
        _previous = _next == quotes.End ? quotes.Sequence : log.Quotes.TryGet(_next, out var first) ? first.Previous : start.QuotesThrough;
        _updates = UpdatesBefore(_next, quotes);
        ServedThrough = start.QuotesThrough;
    }

    /// <summary>The sequence up to which the client has received all of its quotes.</summary>
    public long ServedThrough { get; private set; }

    /// <summary>The market time until which the client's interval holds quotes back, or null if none are held back.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>The sequence of the last event or snapshot that was sent to the client.</summary>
    public long Previous => _previous;

    /// <summary>The ordinal of the client's next event.</summary>
    public long Next => _next;

    /// <summary>Whether each batch is sent unchanged and immediately.</summary>
    public bool TakesAll => _filter.IsAll && _interval == TimeSpan.Zero;

    /// <summary>The timestamp at which the last returned event was published.</summary>
    public long PublishedAt { get; private set; }

    /// <summary>The number of updates that conflation left out of the last returned event.</summary>
    public long Merged { get; private set; }

    /// <summary>Whether the log no longer retains events that the client needs. The client must reconnect for a snapshot.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Gets the client's next event, if one is due. The bytes are valid until the next call.</summary>
    /// <param name="quotes">The state of the market up to which to read.</param>
    /// <param name="before">Another channel's event, to send only the quotes before it and without delay; otherwise null.</param>
    /// <param name="now">The market time.</param>
    /// <param name="slow">Whether the last write to the client had to wait.</param>
    /// <param name="frame">The event.</param>
    public bool TryNext(QuotesState quotes, ChannelEvent? before, DateTimeOffset now, bool slow, out OutgoingFrame frame)
    {
        frame = default;
        HeldUntil = null;
        var end = before?.QuotesEnd ?? quotes.End;
        // Whatever the log still retains, the state contains everything that the client was not sent.
        var state = before is null ? quotes : before.Quotes;
        if (_next < end && now < _due && before is null)
        {
            HeldUntil = _due;
            return false;
        }
        while (_next < end && !IsLost)
        {
            // An event that is no longer retained can only be replaced by conflating it with later ones.
            var kept = _log.Quotes.TryGet(_next, out var next);
            var conflate = end - _next > 1 && (_interval > TimeSpan.Zero || (slow && _next >= _replayEnd));
            var found = kept && !conflate ? TryTake(next!, out frame)
                : state is not null ? TryConflate(state, out frame)
                : TryConflateThrough(end, out frame);
            if (found)
            {
                _due = _interval > TimeSpan.Zero ? now + _interval : _due;
                return true;
            }
        }
        if (before is null)
            ServedThrough = quotes.Sequence;
        return false;
    }

    /// <summary>Advances the cursor after all events up to <paramref name="newest"/> have been sent unchanged.</summary>
    public void AdvanceTo(QuotesEvent newest)
    {
        _next = newest.Ordinal + 1;
        _updates = newest.Updates;
        _previous = ServedThrough = newest.Sequence;
    }

    /// <summary>Takes one batch; without a filter, as the shared bytes of the log.</summary>
    private bool TryTake(QuotesEvent next, out OutgoingFrame frame)
    {
        _next = next.Ordinal + 1;
        ServedThrough = next.Sequence;
        PublishedAt = next.PublishedAt;
        Merged = 0;
        if (_filter.IsAll)
        {
            _updates = next.Updates;
            _previous = next.Sequence;
            frame = next.Frame;
            return true;
        }
        Begin();
        for (var i = 0; i < next.Slices.Length; i++)
        {
            if (!_filter.Contains(next.Slices[i].Index))
                continue;
            Add(next.QuoteAt(i), next.Sequence, next.Time);
            _updates++;
        }
        return TryFinish(next.Sequence, out frame);
    }

    /// <summary>Takes all changes since the cursor as one event with the latest value of each changed instrument.</summary>
    private bool TryConflate(QuotesState quotes, out OutgoingFrame frame)
    {
        var (changed, sequence, time, updates) = Changes(quotes);
        Merged = updates - _updates - changed;
        Begin();
        if (_filter.IsAll)
        {
            for (var index = 0; index < quotes.Latest.Length; index++)
                AddChanged(index, quotes.Latest[index]);
        }
        else
        {
            foreach (var instrument in _filter.Instruments)
                AddChanged(instrument.Index, quotes.LatestOf(instrument));
        }
        // The delay caused by the client's interval must not count as latency.
        PublishedAt = _interval == TimeSpan.Zero && _log.Quotes.TryGet(quotes.End - 1, out var newest) ? newest.PublishedAt : 0;
        _next = quotes.End;
        _updates = updates;
        ServedThrough = quotes.Sequence;
        return TryFinish(sequence, out frame);

        void AddChanged(int index, LatestQuote latest)
        {
            if (latest.Sequence <= ServedThrough)
                return;
            // The event with all fields may be among those that are left out.
            var isDescribed = latest.Described <= ServedThrough || latest.Described == latest.Sequence;
            Add(isDescribed ? latest.Json : quotes.Json.Full(quotes.Book.Quotes[index]), sequence, time);
        }
    }

    /// <summary>Like <see cref="TryConflate"/>, but without a state, by reading backwards from the event before <paramref name="end"/>.</summary>
    private bool TryConflateThrough(long end, out OutgoingFrame frame)
    {
        frame = default;
        var newest = new SortedList<int, ReadOnlyMemory<byte>>();
        var (sequence, time, updates, through) = (0L, DateTimeOffset.MinValue, 0L, ServedThrough);
        for (var ordinal = end - 1; ordinal >= _next; ordinal--)
        {
            if (!_log.Quotes.TryGet(ordinal, out var batch))
            {
                IsLost = true;
                return false;
            }
            through = Math.Max(through, batch.Sequence);
            for (var i = 0; i < batch.Slices.Length; i++)
            {
                var index = batch.Slices[i].Index;
                if (!_filter.Contains(index))
                    continue;
                updates++;
                // Later events of the instrument lack the fields that this one has. A snapshot has them.
                if (newest.ContainsKey(index) && batch.Described.Contains(index))
                {
                    IsLost = true;
                    return false;
                }
                if (newest.TryAdd(index, batch.QuoteAt(i)) && batch.Sequence > sequence)
                    (sequence, time) = (batch.Sequence, batch.Time);
            }
        }
        Merged = updates - newest.Count;
        PublishedAt = 0;
        Begin();
        foreach (var quote in newest.Values)
            Add(quote, sequence, time);
        _next = end;
        _updates += updates;
        ServedThrough = through;
        return TryFinish(sequence, out frame);
    }

    // The number of instruments that changed since the cursor, the newest change, and the total number of updates.
    private (int Changed, long Sequence, DateTimeOffset Time, long Updates) Changes(QuotesState quotes)
    {
        if (_filter.IsAll)
        {
            var all = 0;
            foreach (var latest in quotes.Latest)
                all += latest.Sequence > ServedThrough ? 1 : 0;
            return (all, quotes.Sequence, quotes.Book.Time, quotes.Updates);
        }
        var (changed, sequence, time, updates) = (0, 0L, DateTimeOffset.MinValue, 0L);
        foreach (var instrument in _filter.Instruments)
        {
            var latest = quotes.LatestOf(instrument);
            updates += latest.Updates;
            if (latest.Sequence <= ServedThrough)
                continue;
            changed++;
            if (latest.Sequence > sequence)
                (sequence, time) = (latest.Sequence, latest.Time);
        }
        return (changed, sequence, time, updates);
    }

    private long UpdatesBefore(long ordinal, QuotesState quotes)
    {
        if (_filter.IsAll)
            return _log.Quotes.TryGet(ordinal, out var next) ? next.Updates - next.Slices.Length : quotes.Updates;
        var updates = _filter.Instruments.Sum(instrument => quotes.LatestOf(instrument).Updates);
        for (; ordinal < quotes.End; ordinal++)
        {
            if (!_log.Quotes.TryGet(ordinal, out var later))
                continue;
            foreach (var slice in later.Slices)
                updates -= _filter.Contains(slice.Index) ? 1 : 0;
        }
        return updates;
    }

    private void Begin() => _own.ResetWrittenCount();

    private void Add(ReadOnlyMemory<byte> quote, long sequence, DateTimeOffset time)
    {
        if (_own.WrittenCount == 0)
            _lines = Frames.WriteQuotesHead(_own, _log.IdOf(sequence), _log.IdOf(_previous), time, Merged);
        else
            _own.Write(","u8);
        _lines.MakeRoom(quote.Length);
        _own.Write(quote.Span);
    }

    private bool TryFinish(long sequence, out OutgoingFrame frame)
    {
        frame = default;
        if (_own.WrittenCount == 0)
            return false;
        _own.Write(Frames.QuotesTail);
        _previous = sequence;
        frame = _own.WrittenMemory;
        return true;
    }
}
