using System.Buffers;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// One client's place among the <c>quotes</c> events. Whoever keeps up gets each batch as it was; whoever asked for a lower rate, or
/// reads slower than the market, gets the newest value of each instrument. What is kept for a client does not grow with what it has
/// not read. Not safe for use by two threads at once.
/// </summary>
internal sealed class QuotesCursor
{
    private readonly EventLog _log;
    private readonly SymbolFilter _filter;
    private readonly TimeSpan _interval;
    private readonly ArrayBufferWriter<byte> _own = new();
    // Events before this ordinal are a replay: the client was away, not slow, and gets them one by one.
    private readonly long _replayEnd;
    // The first event that the client was not served.
    private long _next;
    // The newest event or snapshot that it was sent: the next one's "prev".
    private long _previous;
    // How many updates of its instruments all events before _next had.
    private long _updates;
    private DateTimeOffset _due = DateTimeOffset.MinValue;

    /// <summary>The place where a stream starts.</summary>
    public QuotesCursor(EventLog log, QuotesState quotes, SymbolFilter filter, TimeSpan interval, StreamStart start)
    {
        _log = log;
        _filter = filter;
        _interval = interval;
        _replayEnd = quotes.End;
        _next = start.NextQuotes;
        _previous = _next == quotes.End ? quotes.Id.Sequence : log.Quotes.TryGet(_next, out var first) ? first.Previous : start.QuotesThrough;
        _updates = UpdatesBefore(_next, quotes);
        ServedThrough = start.QuotesThrough;
    }

    /// <summary>The newest sequence of which the client has every quote that it asked for.</summary>
    public long ServedThrough { get; private set; }

    /// <summary>When quotes that the client's interval holds back may go, in market time; null while none are held back.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>The newest event or snapshot that the client was sent.</summary>
    public long Previous => _previous;

    /// <summary>The ordinal of the first event that the client was not served.</summary>
    public long Next => _next;

    /// <summary>Whether each batch goes out as it is, at once.</summary>
    public bool TakesAll => _filter.IsAll && _interval == TimeSpan.Zero;

    /// <summary>When the event returned last was published, as a timestamp.</summary>
    public long PublishedAt { get; private set; }

    /// <summary>How many updates the event returned last stands for and does not contain.</summary>
    public long Merged { get; private set; }

    /// <summary>Whether the log has let go of events that the client needs; then it has to come back for a snapshot.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The client's next event, if there is one that may go now. The bytes are valid until the next call.</summary>
    /// <param name="quotes">The market that it is to be served through.</param>
    /// <param name="before">
    /// The sequence of another channel's event that waits for these quotes, so that they go at once and no further; otherwise
    /// <see cref="long.MaxValue"/>.
    /// </param>
    /// <param name="now">Market time.</param>
    /// <param name="slow">Whether the client kept the last write waiting.</param>
    /// <param name="frame">The event.</param>
    public bool TryNext(QuotesState quotes, long before, DateTimeOffset now, bool slow, out OutgoingFrame frame)
    {
        frame = default;
        HeldUntil = null;
        var end = before == long.MaxValue ? quotes.End : Math.Min(_log.Quotes.FirstAfter(before), quotes.End);
        if (_next < end && now < _due && before == long.MaxValue)
        {
            HeldUntil = _due;
            return false;
        }
        while (_next < end && !IsLost)
        {
            // An event that is not kept any more can only be made up for by what came after it.
            var kept = _log.Quotes.TryGet(_next, out var next);
            var conflate = end - _next > 1 && (_interval > TimeSpan.Zero || (slow && _next >= _replayEnd));
            var found = kept && !conflate ? TryTake(next!, out frame)
                : end == quotes.End ? TryConflate(quotes, out frame)
                : TryConflateThrough(end, out frame);
            if (found)
            {
                _due = _interval > TimeSpan.Zero ? now + _interval : _due;
                return true;
            }
        }
        if (before == long.MaxValue)
            ServedThrough = quotes.Id.Sequence;
        return false;
    }

    /// <summary>The client was sent all events through <paramref name="newest"/>, as they were.</summary>
    public void AdvanceTo(QuotesEvent newest)
    {
        _next = newest.Ordinal + 1;
        _updates = newest.Updates;
        _previous = ServedThrough = newest.Sequence;
    }

    /// <summary>One batch as it was; for whoever wants all of it these are the log's own bytes.</summary>
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

    /// <summary>All that changed since the cursor as one event: the newest value of each instrument, however often it changed.</summary>
    private bool TryConflate(QuotesState quotes, out OutgoingFrame frame)
    {
        var (changed, sequence, time, updates) = Changes(quotes);
        Merged = updates - _updates - changed;
        Begin();
        if (_filter.IsAll)
        {
            foreach (var latest in quotes.Latest)
                AddChanged(latest);
        }
        else
        {
            foreach (var instrument in _filter.Instruments)
                AddChanged(quotes.Latest[instrument.Index]);
        }
        // What the client's interval held back says nothing about how fast the server is.
        PublishedAt = _interval == TimeSpan.Zero && _log.Quotes.TryGet(quotes.End - 1, out var newest) ? newest.PublishedAt : 0;
        _next = quotes.End;
        _updates = updates;
        ServedThrough = quotes.Id.Sequence;
        return TryFinish(sequence, out frame);

        void AddChanged(LatestQuote latest)
        {
            if (latest.Sequence > ServedThrough)
                Add(latest.Json, sequence, time);
        }
    }

    /// <summary>As <see cref="TryConflate"/>, but as of an event that is not the newest: gathered backwards from there.</summary>
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

    // How many instruments changed since the cursor, when the newest of them did, and how many updates there have been in all.
    private (int Changed, long Sequence, DateTimeOffset Time, long Updates) Changes(QuotesState quotes)
    {
        if (_filter.IsAll)
        {
            var all = 0;
            foreach (var latest in quotes.Latest)
                all += latest.Sequence > ServedThrough ? 1 : 0;
            return (all, quotes.Id.Sequence, quotes.Book.Time, quotes.Updates);
        }
        var (changed, sequence, time, updates) = (0, 0L, DateTimeOffset.MinValue, 0L);
        foreach (var instrument in _filter.Instruments)
        {
            var latest = quotes.Latest[instrument.Index];
            updates += latest.Updates;
            if (latest.Sequence <= ServedThrough)
                continue;
            changed++;
            if (latest.Sequence > sequence)
                (sequence, time) = (latest.Sequence, quotes.Book[instrument].Time);
        }
        return (changed, sequence, time, updates);
    }

    private long UpdatesBefore(long ordinal, QuotesState quotes)
    {
        if (_filter.IsAll)
            return _log.Quotes.TryGet(ordinal, out var next) ? next.Updates - next.Slices.Length : quotes.Updates;
        var updates = _filter.Instruments.Sum(instrument => quotes.Latest[instrument.Index].Updates);
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
            Frames.WriteQuotesHead(_own, new StreamEventId(_log.Epoch, sequence), _previous, time, Merged);
        else
            _own.Write(","u8);
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
