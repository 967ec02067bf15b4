using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>The board: the current quote of every instrument, server-rendered.</summary>
public sealed class IndexModel(EventLog log, MarketHistory history) : PageModel
{
    private const int TapeLength = 24;

    /// <summary>The query; its page number is within range.</summary>
    public BoardQuery Query { get; private set; } = new();

    /// <summary>The rows of this page.</summary>
    public IReadOnlyList<QuoteRow> Rows { get; private set; } = [];

    /// <summary>Number of matching instruments on all pages.</summary>
    public int Found { get; private set; }

    /// <summary>Number of instruments.</summary>
    public int Total { get; private set; }

    /// <summary>Number of pages, at least 1.</summary>
    public int Pages => Math.Max(1, (Found + BoardQuery.PageSize - 1) / BoardQuery.PageSize);

    /// <summary>The market summary.</summary>
    public MarketSummary Summary { get; private set; } = null!;

    /// <summary>Quotes on the ticker tape: the instruments with the highest turnover.</summary>
    public IReadOnlyList<Quote> Tape { get; private set; } = [];

    /// <summary>
    /// Shares outstanding of every instrument in catalog order, in millions with three digits, 0 if not known. The heat map derives its
    /// sizes from them. Empty without <see cref="HasMarketValues"/>.
    /// </summary>
    public string Shares { get; private set; } = "";

    /// <summary>Whether all instruments are shares; otherwise the volume is in units.</summary>
    public bool HasShares { get; private set; }

    /// <summary>Whether market values are known and in one currency, so that they can be compared.</summary>
    public bool HasMarketValues { get; private set; }

    /// <summary>The most decimals that a price has. Prices with fewer reserve space for them.</summary>
    public int Decimals { get; private set; }

    /// <summary>Reads the current quotes.</summary>
    public void OnGet()
    {
        var head = log.Head;
        var asked = BoardQuery.From(Request.Query);
        var found = asked.Select(head.Book.Quotes, history);
        var halted = head.Book.Market.Halted.ToFrozenSet();
        Found = found.Count;
        Total = head.Book.Quotes.Length;
        Query = asked with { Page = Math.Min(asked.Page, Pages) };
        Rows =
        [
            .. found.Skip((Query.Page - 1) * BoardQuery.PageSize).Take(BoardQuery.PageSize).Select(quote => new QuoteRow(
                quote,
                Sparkline.Of(history.Candles(quote.Instrument, CandleInterval.FiveSeconds, Sparkline.MaxPoints), quote.Change),
                halted.Contains(quote.Instrument.Symbol))),
        ];
        Tape = [.. head.Book.Quotes.OrderByDescending(q => q.Turnover ?? 0).Take(TapeLength)];
        Decimals = head.Book.Quotes.Select(q => (int)q.Instrument.TickSize.Scale).DefaultIfEmpty(2).Max();
        Summary = MarketSummary.Of(head.Book.Quotes);
        HasShares = head.Book.Quotes.All(q => q.Instrument.SharesOutstanding is not null);
        HasMarketValues = Summary.Currency is not null && head.Book.Quotes.Any(q => q.Instrument.SharesOutstanding is not null);
        Shares = HasMarketValues ? string.Join(' ', head.Book.Quotes.Select(q => Millions(q.Instrument.SharesOutstanding))) : "";
        ViewData[LivePage.Key] = new LivePage(head);
        // Prices are outdated at once: caches must revalidate.
        Response.Headers.CacheControl = "no-cache";
    }

    // Three digits suffice for an area, and with 10,000 instruments each byte counts.
    private static string Millions(long? shares) => ((shares ?? 0) / 1e6).ToString("G3", CultureInfo.InvariantCulture);
}
