using System.Collections.Immutable;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>Where the log stands: everything that belongs to one moment, to be read together.</summary>
/// <param name="Sequence">The newest event of any channel.</param>
/// <param name="Quotes">The market as of it.</param>
/// <param name="ChannelsEnd">The ordinal that the next event of the other channels will have.</param>
public sealed record LogHead(long Sequence, QuotesState Quotes, long ChannelsEnd)
{
    /// <summary>The id of the newest <c>quotes</c> event, <c>epoch-0</c> before the first: the one that <see cref="Book"/> is as of.</summary>
    public string QuotesId => Quotes.Id.ToString();

    /// <summary>All quotes as of <see cref="QuotesId"/>.</summary>
    public BookSnapshot Book => Quotes.Book;
}

/// <summary>The market as of one <c>quotes</c> event.</summary>
public sealed class QuotesState
{
    private SnapshotFrame? _snapshot;

    internal QuotesState(StreamEventId id, long end, long updates, BookSnapshot book, ImmutableArray<LatestQuote> latest, QuoteJson json)
    {
        Id = id;
        End = end;
        Updates = updates;
        Book = book;
        Latest = latest;
        Json = json;
    }

    /// <summary>The event's id, <c>epoch-0</c> before the first.</summary>
    public StreamEventId Id { get; }

    /// <summary>The book with it.</summary>
    public BookSnapshot Book { get; }

    /// <summary>The ordinal that the next <c>quotes</c> event will have.</summary>
    internal long End { get; }

    /// <summary>How many quotes all events so far had.</summary>
    internal long Updates { get; }

    /// <summary>The newest encoded quotes, indexed by <see cref="Instrument.Index"/>.</summary>
    internal ImmutableArray<LatestQuote> Latest { get; }

    /// <summary>Writes quotes of this market.</summary>
    internal QuoteJson Json { get; }

    /// <summary>The <c>snapshot</c> event of all instruments, encoded by the first who asks and then shared.</summary>
    internal SnapshotFrame Snapshot => _snapshot ??= Json.Snapshot(Id, Book, SymbolFilter.All);

    /// <summary>The <c>snapshot</c> event of the instruments that <paramref name="filter"/> lets through.</summary>
    internal SnapshotFrame SnapshotOf(SymbolFilter filter) => filter.IsAll ? Snapshot : Json.Snapshot(Id, Book, filter);
}
