using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>The board: every instrument's quote as of this moment, before the first script has run.</summary>
public sealed class IndexModel(EventLog log, MarketHistory history) : PageModel
{
    private const int TapeLength = 24;

    /// <summary>What was asked for; its page is one there is.</summary>
    public BoardQuery Query { get; private set; } = new();

    /// <summary>The rows of this page.</summary>
    public IReadOnlyList<QuoteRow> Rows { get; private set; } = [];

    /// <summary>How many instruments match, on all pages.</summary>
    public int Found { get; private set; }

    /// <summary>How many instruments there are.</summary>
    public int Total { get; private set; }

    /// <summary>How many pages the matching ones fill, at least 1.</summary>
    public int Pages => Math.Max(1, (Found + BoardQuery.PageSize - 1) / BoardQuery.PageSize);

    /// <summary>The market in a few numbers.</summary>
    public MarketSummary Summary { get; private set; } = null!;

    /// <summary>What the ticker tape shows: the instruments in which most dollars were traded.</summary>
    public IReadOnlyList<Quote> Tape { get; private set; } = [];

    /// <summary>
    /// Shares outstanding of every instrument, in the market's order, in millions to three digits: what the heat map's sizes come from.
    /// </summary>
    public string Shares { get; private set; } = "";

    /// <summary>Whether some prices have four decimals, so that those with two leave room for as many.</summary>
    public bool HasFineTicks { get; private set; }

    /// <summary>Reads the book.</summary>
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
                Sparkline.Of(history.Candles(quote.Instrument, CandleInterval.FiveSeconds, Sparkline.MaxPoints)),
                halted.Contains(quote.Instrument.Symbol))),
        ];
        Tape = [.. head.Book.Quotes.OrderByDescending(q => q.Volume * q.Vwap).Take(TapeLength)];
        Shares = string.Join(' ', head.Book.Quotes.Select(q => Millions(q.Instrument.SharesOutstanding)));
        HasFineTicks = head.Book.Quotes.Any(q => q.Instrument.TickSize.Scale > 2);
        Summary = MarketSummary.Of(head.Book.Quotes);
        ViewData[LivePage.Key] = new LivePage(head);
        // Prices are out of date at once; the page may be kept, but not shown again unasked.
        Response.Headers.CacheControl = "no-cache";
    }

    // Three digits are enough for an area, and of 10,000 instruments each counts.
    private static string Millions(long shares) => (shares / 1e6).ToString("G3", CultureInfo.InvariantCulture);
}
