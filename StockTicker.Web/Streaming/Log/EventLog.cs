using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// The log of all events of all channels. Each event is numbered and encoded once, and retained up to a limit. Readers have a cursor and
/// read <see cref="Head"/>, a consistent state, without locks.
/// </summary>
public sealed class EventLog : IObserver<QuoteBatch>, IDisposable
{
    private readonly TimeProvider _time;
    // How much memory the states that channel events keep may use together, in bytes.
    private const long MaxStateBytes = 64L * 1024 * 1024;
    private const int MinStates = 16;

    private readonly LogEpochs _epochs;
    private QuoteJson _json;
    private volatile int _snapshotBytes;
    private readonly Lock _append = new();
    private volatile LogHead _head;
    private QuoteBatch? _numbered;
    private volatile Interruption? _interruption;

    /// <summary>Initializes a log that begins at the current time with the current book.</summary>
    public EventLog(StockBook book, MarketClock clock, TimeProvider time, IOptions<StreamingOptions> options)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _json = new QuoteJson(book.Instruments);
        _epochs = new LogEpochs(clock.GetUtcNow().ToUnixTimeMilliseconds());
        Quotes = new EventRing<QuotesEvent>(options.Value.RetainedEvents, options.Value.RetainedBytes);
        GzipGroups = new GzipGroups(Quotes);
        ImmutableArray<LatestQuote> latest = [.. Enumerable.Repeat(LatestQuote.Opening, book.Instruments.Count)];
        Channels = new EventRing<ChannelEvent>(options.Value.RetainedBroadcasts);
        _head = new LogHead(0, new QuotesState(new StreamEventId(Epoch, 0), 0, 0, 0, 0, book.Snapshot, latest, _json), 0);
        _snapshotBytes = _head.Quotes.Snapshot.Plain.Body.Length;
        UpdateInterval = clock.UpdateInterval;
    }

    /// <summary>The time at which the log, or its newest epoch, began, in Unix milliseconds.</summary>
    public long Epoch => _epochs.Current;

    /// <summary>The number of events in this epoch.</summary>
    public long Published => IdOf(_head.Sequence).Sequence;

    /// <summary>The instruments whose quotes the log has.</summary>
    public InstrumentCatalog Instruments => _head.Book.Instruments;

    /// <summary>The time between two <c>quotes</c> events.</summary>
    public TimeSpan UpdateInterval { get; }

    /// <summary>The size of a <c>snapshot</c> event of all instruments, in bytes.</summary>
    public int SnapshotBytes => _snapshotBytes;

    /// <summary>The current state of the log.</summary>
    public LogHead Head => _head;

    /// <summary>What streams are told about the log itself, or null if it has never been interrupted.</summary>
    internal Interruption? Interruption => _interruption;

    /// <summary>The retained <c>quotes</c> events.</summary>
    internal EventRing<QuotesEvent> Quotes { get; }

    /// <summary>The retained <c>quotes</c> events, compressed in groups.</summary>
    internal GzipGroups GzipGroups { get; }

    /// <summary>The retained events of all other channels. They are separate, so that a busy market does not evict them.</summary>
    internal EventRing<ChannelEvent> Channels { get; }

    /// <summary>Raised after each event, on the publisher's thread. Handlers must be fast.</summary>
    internal event Action? Appended;

    /// <summary>Raised with the encoding time of each <c>quotes</c> event, within the lock. Handlers must be fast.</summary>
    internal event Action<TimeSpan>? Encoded;

    /// <summary>Gets the id of an event by its sequence.</summary>
    public StreamEventId IdOf(long sequence) => _epochs.IdOf(sequence);

    /// <summary>Gets the sequence for an id. Returns false if the id is of another log.</summary>
    internal bool TryFind(StreamEventId id, out long sequence) => _epochs.TryFind(id, out sequence);

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // The hub publishes a batch of another process after it has been appended.
        if (ReferenceEquals(value, _numbered))
            return;
        lock (_append)
        {
            var sequence = _head.Sequence + 1;
            var begun = _time.GetTimestamp();
            Follow(value.Book);
            var described = Described(_head.Book, value.Quotes);
            var (frame, slices) = Frames.Quotes(IdOf(sequence), _head.Quotes.Id, value, described, _json);
            Encoded?.Invoke(_time.GetElapsedTime(begun));
            _head = Append(_head, sequence, value.Time, value.Book, frame, slices, described);
        }
        Appended?.Invoke();
    }

    /// <summary>Appends a batch that another process has numbered and encoded.</summary>
    internal void Append(StreamEventId id, QuoteBatch batch, EncodedQuotes quotes)
    {
        lock (_append)
        {
            Follow(batch.Book);
            var (frame, slices) = Frames.Quotes(id, _head.Quotes.Id, batch.Time, quotes);
            _head = Append(_head, SequenceOf(id), batch.Time, batch.Book, frame, slices, quotes.Described);
            _numbered = batch;
        }
        Appended?.Invoke();
    }

    /// <summary>Appends an event of another channel that another process has numbered, and encoded without its id.</summary>
    internal void Append(StreamEventId id, string channel, string? owner, ReadOnlySpan<byte> frame)
    {
        lock (_append)
            _head = Append(_head, SequenceOf(id), channel, owner, Frames.WithId(id, frame));
        Appended?.Invoke();
    }

    /// <summary>Tells all streams with <c>quotes</c> that the log cannot go on, or that it does again.</summary>
    internal void Tell(Interruption interruption)
    {
        _interruption = interruption;
        Appended?.Invoke();
    }

    /// <summary>Begins a newer epoch after the newest event.</summary>
    internal void Begin(long epoch)
    {
        lock (_append)
            _epochs.Begin(epoch, IdOf(_head.Sequence).Sequence);
    }

    /// <summary>
    /// Replaces everything by what another process has. Streams that are open end, because their events may not be among it; their clients
    /// resume with the ids that they have.
    /// </summary>
    /// <param name="state">The state as of its newest event.</param>
    internal void Restore(RestoredLog state)
    {
        lock (_append)
        {
            var before = _head;
            var first = state.Events.Count > 0 ? state.Events[0].Id : state.Id;
            var start = _epochs.Restart(first.Epoch);
            Quotes.Forget(start + (state.QuotesAreTrimmed ? first.Sequence - 1 : 0));
            Channels.Forget(start + (state.ChannelsAreTrimmed ? first.Sequence - 1 : 0));
            ImmutableArray<LatestQuote> latest = [.. Enumerable.Repeat(LatestQuote.Opening, Instruments.Count)];
            var origin = new QuotesState(
                new StreamEventId(first.Epoch, Math.Max(0, first.Sequence - 1)), start + Math.Max(0, first.Sequence - 1), Quotes.End, before.Quotes.Updates,
                before.Quotes.Bytes, state.Book, latest, _json);
            var head = new LogHead(origin.Sequence, origin, Channels.End) { Generation = before.Generation + 1 };
            foreach (var restored in state.Events)
            {
                if (restored.Id.Epoch != _epochs.Current)
                    _epochs.Begin(restored.Id.Epoch, IdOf(head.Sequence).Sequence);
                var sequence = SequenceOf(restored.Id);
                if (restored.Channel is { } channel)
                    head = Append(head, sequence, channel, restored.Owner, Frames.WithId(restored.Id, restored.Frame.Span));
                else
                {
                    var (frame, slices) = Frames.Quotes(restored.Id, head.Quotes.Id, restored.Time, restored.Quotes);
                    head = Append(head, sequence, restored.Time, state.Book, frame, slices, restored.Quotes.Described);
                }
            }
            if (state.Id.Epoch != _epochs.Current)
                _epochs.Begin(state.Id.Epoch, IdOf(head.Sequence).Sequence);
            if (head.Quotes.Id != state.QuotesId && _epochs.TryFind(state.QuotesId, out var quotes))
            {
                // No longer retained.
                head = head with
                {
                    Quotes = new QuotesState(
                        state.QuotesId, quotes, head.Quotes.End, head.Quotes.Updates, head.Quotes.Bytes, state.Book, head.Quotes.Latest, _json),
                };
            }
            _head = head with { Sequence = SequenceOf(state.Id) };
        }
        Appended?.Invoke();
    }

    private long SequenceOf(StreamEventId id) =>
        _epochs.TryFind(id, out var sequence) ? sequence : throw new InvalidOperationException($"{id} is of another epoch than {Epoch}.");

    private void Follow(BookSnapshot book)
    {
        if (!ReferenceEquals(book.Instruments, _head.Book.Instruments))
            _json = _json.With(book.Instruments);
    }

    private LogHead Append(
        LogHead before, long sequence, DateTimeOffset time, BookSnapshot book, byte[] frame, QuoteSlice[] slices, ImmutableArray<int> described)
    {
        var added = new QuotesEvent
        {
            Sequence = sequence,
            Ordinal = before.Quotes.End,
            Frame = new Frame(frame),
            PublishedAt = _time.GetTimestamp(),
            Previous = before.Quotes.Sequence,
            Time = time,
            Slices = slices,
            Described = described,
            Updates = before.Quotes.Updates + slices.Length,
            Bytes = before.Quotes.Bytes + frame.Length,
        };
        var latest = before.Quotes.Latest.ToBuilder();
        for (int i = 0, next = 0; i < slices.Length; i++)
        {
            var index = slices[i].Index;
            if (index == latest.Count)
            {
                latest.Add(LatestQuote.Opening);
                _snapshotBytes += slices[i].Length + 1;
            }
            var known = latest[index];
            var isDescribed = next < described.Length && described[next] == index;
            next += isDescribed ? 1 : 0;
            latest[index] = new LatestQuote(
                sequence, known.Updates + 1, time, isDescribed ? sequence : known.Described, added.QuoteAt(i));
        }
        Quotes.Append(added);
        var quotes = new QuotesState(
            IdOf(sequence), sequence, added.Ordinal + 1, added.Updates, added.Bytes, book, latest.DrainToImmutable(), _json);
        return before with { Sequence = sequence, Quotes = quotes };
    }

    /// <summary>Publishes an event to a channel other than <c>quotes</c>.</summary>
    /// <param name="channel">The name of the channel.</param>
    /// <param name="type">The type of the event.</param>
    /// <param name="data">The data, which is serialized as a JSON object.</param>
    internal StreamEventId Publish(string channel, string type, object data) => Append(channel, null, type, data);

    /// <summary>Publishes an event to a user's own channel, <c>me</c>.</summary>
    /// <param name="owner">The owner of the channel.</param>
    /// <param name="type">The type of the event.</param>
    /// <param name="data">The data, which is serialized as a JSON object.</param>
    internal StreamEventId PublishTo(string owner, string type, object data) => Append(ChannelNames.Me, owner, type, data);

    /// <summary>
    /// Gets the indexes of the instruments of which clients need all fields, in the order of <paramref name="quotes"/>: those that are new,
    /// and those of which a field has changed that is otherwise constant.
    /// </summary>
    internal static ImmutableArray<int> Described(BookSnapshot before, ImmutableArray<Quote> quotes)
    {
        ImmutableArray<int>.Builder? described = null;
        foreach (var quote in quotes)
        {
            var index = quote.Instrument.Index;
            if (index >= before.Quotes.Length || before.Quotes[index].Open != quote.Open
                || !ReferenceEquals(before.Quotes[index].Instrument, quote.Instrument))
                (described ??= ImmutableArray.CreateBuilder<int>()).Add(index);
        }
        return described?.DrainToImmutable() ?? [];
    }

    private StreamEventId Append(string channel, string? owner, string type, object data)
    {
        StreamEventId id;
        lock (_append)
        {
            var sequence = _head.Sequence + 1;
            id = IdOf(sequence);
            _head = Append(_head, sequence, channel, owner, Frames.Event(type, id, data));
        }
        Appended?.Invoke();
        return id;
    }

    private LogHead Append(LogHead before, long sequence, string channel, string? owner, byte[] frame)
    {
        var added = new ChannelEvent
        {
            Sequence = sequence,
            Ordinal = before.ChannelsEnd,
            Frame = new Frame(frame),
            PublishedAt = _time.GetTimestamp(),
            Channel = channel,
            Owner = owner,
            QuotesEnd = before.Quotes.End,
            Quotes = before.Quotes,
        };
        Channels.Append(added);
        // A state costs about as much as a snapshot: its quotes keep the frames of their batches in memory.
        var maxStates = Math.Max(MinStates, MaxStateBytes / SnapshotBytes);
        if (added.Ordinal >= maxStates && Channels.TryGet(added.Ordinal - maxStates, out var old))
            old.Quotes = null;
        return before with { Sequence = sequence, ChannelsEnd = added.Ordinal + 1 };
    }

    /// <inheritdoc/>
    /// <remarks>No more quotes follow. Clients detect this by the readiness check and by <c>lastTick</c> in heartbeats.</remarks>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => GzipGroups.Dispose();
}
