using System.Collections.Immutable;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>A consistent state of the log at one point in time.</summary>
/// <param name="Sequence">The sequence of the newest event of any channel.</param>
/// <param name="Quotes">The state of the market as of that event.</param>
/// <param name="ChannelsEnd">The ordinal of the next event of the other channels.</param>
public sealed record LogHead(long Sequence, QuotesState Quotes, long ChannelsEnd)
{
    /// <summary>The id of the newest <c>quotes</c> event, which <see cref="Book"/> includes; <c>epoch-0</c> before the first.</summary>
    public string QuotesId => Quotes.Id.ToString();

    /// <summary>How often the log has been replaced by that of another process. See <see cref="EventLog.Restore"/>.</summary>
    internal int Generation { get; init; }

    /// <summary>The quotes of all instruments as of <see cref="QuotesId"/>.</summary>
    public BookSnapshot Book => Quotes.Book;
}

/// <summary>The state of the market as of one <c>quotes</c> event.</summary>
public sealed class QuotesState
{
    private Frame? _snapshot;

    internal QuotesState(
        StreamEventId id, long sequence, long end, long updates, long bytes, BookSnapshot book, ImmutableArray<LatestQuote> latest, QuoteJson json)
    {
        Id = id;
        Sequence = sequence;
        End = end;
        Updates = updates;
        Bytes = bytes;
        Book = book;
        Latest = latest;
        Json = json;
    }

    /// <summary>The id of the event; <c>epoch-0</c> before the first.</summary>
    public StreamEventId Id { get; }

    /// <summary>The sequence of the event.</summary>
    internal long Sequence { get; }

    /// <summary>The book as of the event.</summary>
    public BookSnapshot Book { get; }

    /// <summary>The ordinal of the next <c>quotes</c> event.</summary>
    internal long End { get; }

    /// <summary>The total number of quotes in all events so far.</summary>
    internal long Updates { get; }

    /// <summary>The total size of all events so far, in bytes of their frames.</summary>
    internal long Bytes { get; }

    /// <summary>The newest encoded quotes, indexed by <see cref="Instrument.Index"/>.</summary>
    internal ImmutableArray<LatestQuote> Latest { get; }

    /// <summary>Gets the newest encoded quote of an instrument, which may not have been listed yet.</summary>
    internal LatestQuote LatestOf(Instrument instrument) =>
        instrument.Index < Latest.Length ? Latest[instrument.Index] : LatestQuote.Opening;

    /// <summary>The JSON writer for quotes of this market.</summary>
    internal QuoteJson Json { get; }

    /// <summary>The <c>snapshot</c> event of all instruments, encoded on first use and then shared.</summary>
    internal Frame Snapshot => _snapshot ??= Json.Snapshot(Id, Book, SymbolFilter.All);

    /// <summary>Gets the <c>snapshot</c> event of the instruments in <paramref name="filter"/>.</summary>
    internal Frame SnapshotOf(SymbolFilter filter) => filter.IsAll ? Snapshot : Json.Snapshot(Id, Book, filter);
}
