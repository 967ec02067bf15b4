using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Extensions;
using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>The query of a board request. Unknown or invalid values are ignored, so a link never fails.</summary>
public sealed record BoardQuery
{
    /// <summary>The most rows on one page of HTML.</summary>
    public const int PageSize = 250;

    /// <summary>Part of a symbol or company name, case-insensitive; empty for all.</summary>
    public string Search { get; init; } = "";

    /// <summary>One sector; empty for all.</summary>
    public string Sector { get; init; } = "";

    /// <summary><c>up</c> for gainers, <c>down</c> for losers; empty for all.</summary>
    public string Move { get; init; } = "";

    /// <summary>Symbols to show; empty for all. Links to a shared watchlist use this.</summary>
    public ImmutableHashSet<string> Symbols { get; init; } = [];

    /// <summary>The column to sort by; null for catalog order.</summary>
    public BoardColumn? Sort { get; init; }

    /// <summary>Whether to sort in descending order.</summary>
    public bool Descending { get; init; }

    /// <summary>Whether to show the heat map instead of the table.</summary>
    public bool IsMap { get; init; }

    /// <summary>The page number, starting at 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Reads the query of a request.</summary>
    public static BoardQuery From(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sort = BoardColumn.All.FirstOrDefault(c => c.Name == query["sort"].ToString());
        return new BoardQuery
        {
            Search = query["q"].ToString().Trim(),
            Sector = query["sector"].ToString(),
            Move = query["move"].ToString() is "up" or "down" ? query["move"].ToString() : "",
            Symbols = query["symbols"].ToString()
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToImmutableHashSet(Symbol.Comparer),
            Sort = sort,
            Descending = sort is not null && query["order"].ToString() == "desc",
            IsMap = query["view"].ToString() == "map",
            Page = int.TryParse(query["page"].ToString(), out var page) && page > 1 ? page : 1,
        };
    }

    /// <summary>The matching quotes in order, across all pages.</summary>
    public IReadOnlyList<Quote> Select(IEnumerable<Quote> quotes, MarketHistory history)
    {
        var found = quotes.Where(q => Sector.Length == 0 || q.Instrument.Sector == Sector).Where(IsNamed).Where(Moves).Where(Matches);
        if (Sort?.Value is not { } value)
            // Symbols that begin with the search text rank first.
            return [.. Search.Length == 0 ? found : found.OrderBy(q => BeginsWith(q.Instrument.Symbol.Value) ? 0 : 1)];
        var comparer = Comparer<IComparable?>.Create((a, b) =>
            a is string text ? string.CompareOrdinal(text, (string?)b) : Comparer<IComparable?>.Default.Compare(a, b));
        // What is not known comes last in both directions.
        var known = found.OrderBy(quote => Key(quote) is null);
        return [.. Descending ? known.ThenByDescending(Key, comparer) : known.ThenBy(Key, comparer)];

        IComparable? Key(Quote quote) => value(quote, history);
    }

    /// <summary>The URL of this query, relative to the board.</summary>
    public string ToUrl()
    {
        var query = new QueryBuilder();
        if (Search.Length > 0)
            query.Add("q", Search);
        if (Sector.Length > 0)
            query.Add("sector", Sector);
        if (Move.Length > 0)
            query.Add("move", Move);
        if (!Symbols.IsEmpty)
            query.Add("symbols", string.Join(',', Symbols.Order(StringComparer.Ordinal)));
        if (Sort is not null)
        {
            query.Add("sort", Sort.Name);
            query.Add("order", Descending ? "desc" : "asc");
        }
        if (IsMap)
            query.Add("view", "map");
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return query.ToString();
    }

    /// <summary>
    /// The query after a click on a column header: default order, then reversed, then unsorted.
    /// </summary>
    public BoardQuery SortedBy(BoardColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Sort != column)
            return this with { Sort = column, Descending = column.DescendsFirst, Page = 1 };
        return Descending == column.DescendsFirst
            ? this with { Descending = !Descending, Page = 1 }
            : this with { Sort = null, Descending = false, Page = 1 };
    }

    /// <summary>The <c>aria-sort</c> of a column's header.</summary>
    public string AriaSort(BoardColumn column) => Sort != column ? "none" : Descending ? "descending" : "ascending";

    private bool Moves(Quote quote) => Move.Length == 0 || (Move == "up" ? quote.Change > 0 : quote.Change < 0);

    private bool IsNamed(Quote quote) => Symbols.IsEmpty || Symbols.Contains(quote.Instrument.Symbol.Value);

    private bool Matches(Quote quote) =>
        Search.Length == 0
        || quote.Instrument.Symbol.Value.Contains(Search, StringComparison.OrdinalIgnoreCase)
        || quote.Instrument.Name.Contains(Search, StringComparison.OrdinalIgnoreCase);

    private bool BeginsWith(string symbol) => symbol.StartsWith(Search, StringComparison.OrdinalIgnoreCase);
}
