using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// The one log. Every event of every channel is numbered and encoded here, once, and kept for as long as there is room. Whoever reads
/// has a cursor and takes <see cref="Head"/> as the state of one moment; nobody waits for anybody.
/// </summary>
public sealed class EventLog : IObserver<QuoteBatch>, IDisposable
{
    private readonly TimeProvider _time;
    private readonly QuoteJson _json;
    private readonly Lock _append = new();
    private volatile LogHead _head;

    /// <summary>A log that begins now, with the book as it is.</summary>
    public EventLog(StockBook book, MarketClock clock, TimeProvider time, IOptions<StreamingOptions> options)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _json = new QuoteJson(book.Instruments);
        Instruments = book.Instruments;
        Epoch = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Quotes = new EventRing<QuotesEvent>(options.Value.RetainedEvents, options.Value.RetainedBytes);
        GzipGroups = new GzipGroups(Quotes);
        ImmutableArray<LatestQuote> latest = [.. Enumerable.Repeat(LatestQuote.Opening, book.Instruments.Count)];
        Channels = new EventRing<ChannelEvent>(options.Value.RetainedBroadcasts);
        _head = new LogHead(0, new QuotesState(new StreamEventId(Epoch, 0), 0, 0, book.Snapshot, latest, _json), 0);
    }

    /// <summary>Unix milliseconds at which the log began.</summary>
    public long Epoch { get; }

    /// <summary>What the quotes in it are of.</summary>
    public InstrumentCatalog Instruments { get; }

    /// <summary>Where the log stands.</summary>
    public LogHead Head => _head;

    /// <summary>The <c>quotes</c> events that are kept.</summary>
    internal EventRing<QuotesEvent> Quotes { get; }

    /// <summary>The same, compressed in groups.</summary>
    internal GzipGroups GzipGroups { get; }

    /// <summary>The events of all other channels that are kept; apart from the quotes, so that a busy market does not push them out.</summary>
    internal EventRing<ChannelEvent> Channels { get; }

    /// <summary>Is called after each event, on the publisher's thread: it must be quick.</summary>
    internal event Action? Appended;

    /// <summary>Is called after each event with how long it took to encode, within the lock: it must be quick.</summary>
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
            var (frame, slices) = Frames.Quotes(id, before.Quotes.Id.Sequence, value, _json);
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
                Updates = before.Quotes.Updates + slices.Length,
            };
            var latest = before.Quotes.Latest.ToBuilder();
            for (var i = 0; i < slices.Length; i++)
            {
                var index = slices[i].Index;
                latest[index] = new LatestQuote(id.Sequence, latest[index].Updates + 1, added.QuoteAt(i));
            }
            Quotes.Append(added);
            var quotes = new QuotesState(id, added.Ordinal + 1, added.Updates, value.Book, latest.MoveToImmutable(), _json);
            _head = before with { Sequence = id.Sequence, Quotes = quotes };
        }
        Appended?.Invoke();
    }

    /// <summary>Adds an event to a channel other than the market's.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="data">What becomes one JSON object.</param>
    internal StreamEventId Publish(string channel, string type, object data) => Append(channel, null, type, data);

    /// <summary>Adds an event to a user's own channel, <c>me</c>. Nobody else is sent it.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="data">What becomes one JSON object.</param>
    internal StreamEventId PublishTo(string owner, string type, object data) => Append(ChannelNames.Me, owner, type, data);

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
            };
            Channels.Append(added);
            _head = before with { Sequence = id.Sequence, ChannelsEnd = added.Ordinal + 1 };
        }
        Appended?.Invoke();
        return id;
    }

    /// <inheritdoc/>
    /// <remarks>The log stands still from here on; readiness and the heartbeats' <c>lastTick</c> say so.</remarks>
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
