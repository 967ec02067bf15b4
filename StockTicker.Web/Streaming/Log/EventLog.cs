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

    private QuoteJson _json;
    private volatile int _snapshotBytes;
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
        Epoch = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Quotes = new EventRing<QuotesEvent>(options.Value.RetainedEvents, options.Value.RetainedBytes);
        GzipGroups = new GzipGroups(Quotes);
        ImmutableArray<LatestQuote> latest = [.. Enumerable.Repeat(LatestQuote.Opening, book.Instruments.Count)];
        Channels = new EventRing<ChannelEvent>(options.Value.RetainedBroadcasts);
        _head = new LogHead(0, new QuotesState(new StreamEventId(Epoch, 0), 0, 0, 0, book.Snapshot, latest, _json), 0);
        _snapshotBytes = _head.Quotes.Snapshot.Plain.Body.Length;
        UpdateInterval = clock.UpdateInterval;
    }

    /// <summary>The time at which the log began, in Unix milliseconds.</summary>
    public long Epoch { get; }

    /// <summary>The instruments whose quotes the log has.</summary>
    public InstrumentCatalog Instruments => _head.Book.Instruments;

    /// <summary>The time between two <c>quotes</c> events.</summary>
    public TimeSpan UpdateInterval { get; }

    /// <summary>The size of a <c>snapshot</c> event of all instruments, in bytes.</summary>
    public int SnapshotBytes => _snapshotBytes;

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

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_append)
        {
            var before = _head;
            var id = new StreamEventId(Epoch, before.Sequence + 1);
            var begun = _time.GetTimestamp();
            if (!ReferenceEquals(value.Book.Instruments, before.Book.Instruments))
                _json = _json.With(value.Book.Instruments);
            var described = Described(before.Book, value);
            var (frame, slices) = Frames.Quotes(id, before.Quotes.Id.Sequence, value, described, _json);
            Encoded?.Invoke(_time.GetElapsedTime(begun));
            var added = new QuotesEvent
            {
                Sequence = id.Sequence,
                Ordinal = before.Quotes.End,
                Frame = new Frame(frame),
                PublishedAt = _time.GetTimestamp(),
                Previous = before.Quotes.Id.Sequence,
                Time = value.Time,
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
                    id.Sequence, known.Updates + 1, value.Time, isDescribed ? id.Sequence : known.Described, added.QuoteAt(i));
            }
            Quotes.Append(added);
            var quotes = new QuotesState(id, added.Ordinal + 1, added.Updates, added.Bytes, value.Book, latest.DrainToImmutable(), _json);
            _head = before with { Sequence = id.Sequence, Quotes = quotes };
        }
        Appended?.Invoke();
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

    // The instruments of which clients need all fields, in the order of the batch: those that are new, and those of which a field has
    // changed that is otherwise constant.
    private static ImmutableArray<int> Described(BookSnapshot before, QuoteBatch batch)
    {
        ImmutableArray<int>.Builder? described = null;
        foreach (var quote in batch.Quotes)
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
            var before = _head;
            id = new StreamEventId(Epoch, before.Sequence + 1);
            var added = new ChannelEvent
            {
                Sequence = id.Sequence,
                Ordinal = before.ChannelsEnd,
                Frame = new Frame(Frames.Event(type, id, data)),
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
            _head = before with { Sequence = id.Sequence, ChannelsEnd = added.Ordinal + 1 };
        }
        Appended?.Invoke();
        return id;
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
