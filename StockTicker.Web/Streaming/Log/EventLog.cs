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

    private readonly QuoteJson _json;
    private readonly LogEpochs _epochs;
    private readonly long _maxStates;
    private readonly Lock _append = new();
    private volatile LogHead _head;

    /// <summary>Initializes a log that begins at the current time with the current book.</summary>
    public EventLog(StockBook book, MarketClock clock, TimeProvider time, IOptions<StreamingOptions> options)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _json = new QuoteJson(book.Instruments);
        Instruments = book.Instruments;
        _epochs = new LogEpochs(clock.GetUtcNow().ToUnixTimeMilliseconds());
        Quotes = new EventRing<QuotesEvent>(options.Value.RetainedEvents, options.Value.RetainedBytes);
        GzipGroups = new GzipGroups(Quotes);
        ImmutableArray<LatestQuote> latest = [.. Enumerable.Repeat(LatestQuote.Opening, book.Instruments.Count)];
        Channels = new EventRing<ChannelEvent>(options.Value.RetainedBroadcasts);
        _head = new LogHead(0, new QuotesState(new StreamEventId(Epoch, 0), 0, 0, 0, 0, book.Snapshot, latest, _json), 0);
        // A state costs about as much as a snapshot: its quotes keep the frames of their batches in memory.
        SnapshotBytes = _head.Quotes.Snapshot.Plain.Body.Length;
        _maxStates = Math.Max(MinStates, MaxStateBytes / SnapshotBytes);
        UpdateInterval = clock.UpdateInterval;
    }

    /// <summary>The time at which the log, or its newest epoch, began, in Unix milliseconds.</summary>
    public long Epoch => _epochs.Current;

    /// <summary>The number of events in this epoch.</summary>
    public long Published => IdOf(_head.Sequence).Sequence;

    /// <summary>The instruments of the market.</summary>
    public InstrumentCatalog Instruments { get; }

    /// <summary>The time between two <c>quotes</c> events.</summary>
    public TimeSpan UpdateInterval { get; }

    /// <summary>The size of a <c>snapshot</c> event of all instruments, in bytes.</summary>
    public int SnapshotBytes { get; }

    /// <summary>The current state of the log.</summary>
    public LogHead Head => _head;

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
        lock (_append)
        {
            var sequence = _head.Sequence + 1;
            var begun = _time.GetTimestamp();
            var (frame, slices) = Frames.Quotes(IdOf(sequence), _head.Quotes.Id, value, _json);
            Encoded?.Invoke(_time.GetElapsedTime(begun));
            Append(sequence, value, frame, slices);
        }
        Appended?.Invoke();
    }

    private void Append(long sequence, QuoteBatch batch, byte[] frame, QuoteSlice[] slices)
    {
        var before = _head;
        var added = new QuotesEvent
        {
            Sequence = sequence,
            Ordinal = before.Quotes.End,
            Frame = new Frame(frame),
            PublishedAt = _time.GetTimestamp(),
            Previous = before.Quotes.Sequence,
            Time = batch.Time,
            Slices = slices,
            Updates = before.Quotes.Updates + slices.Length,
            Bytes = before.Quotes.Bytes + frame.Length,
        };
        var latest = before.Quotes.Latest.ToBuilder();
        for (var i = 0; i < slices.Length; i++)
        {
            var index = slices[i].Index;
            latest[index] = new LatestQuote(sequence, latest[index].Updates + 1, added.QuoteAt(i));
        }
        Quotes.Append(added);
        var quotes = new QuotesState(
            IdOf(sequence), sequence, added.Ordinal + 1, added.Updates, added.Bytes, batch.Book, latest.MoveToImmutable(), _json);
        _head = before with { Sequence = sequence, Quotes = quotes };
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

    private StreamEventId Append(string channel, string? owner, string type, object data)
    {
        StreamEventId id;
        lock (_append)
        {
            var sequence = _head.Sequence + 1;
            id = IdOf(sequence);
            Append(sequence, channel, owner, Frames.Event(type, id, data));
        }
        Appended?.Invoke();
        return id;
    }

    private void Append(long sequence, string channel, string? owner, byte[] frame)
    {
        var before = _head;
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
        if (added.Ordinal >= _maxStates && Channels.TryGet(added.Ordinal - _maxStates, out var old))
            old.Quotes = null;
        _head = before with { Sequence = sequence, ChannelsEnd = added.Ordinal + 1 };
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
