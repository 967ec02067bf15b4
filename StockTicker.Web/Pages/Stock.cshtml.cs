using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Domain;
using StockTicker.Web.Streaming;

namespace StockTicker.Web.Pages;

/// <summary>One instrument: its quote, its statistics, its newest prices and trades.</summary>
public sealed class StockModel(EventLog log, InstrumentCatalog instruments, MarketHistory history) : PageModel
{
    /// <summary>How many trades are listed.</summary>
    public const int MaxTrades = 30;

    /// <summary>The quote.</summary>
    public Quote Quote { get; private set; } = null!;

    /// <summary>The newest trades, newest first.</summary>
    public ImmutableArray<Trade> Trades { get; private set; }

    /// <summary>The line of the newest candles.</summary>
    public PriceChart Chart { get; private set; } = new();

    /// <summary>Whether trading is suspended in this instrument alone.</summary>
    public bool Halted { get; private set; }

    /// <summary>Ask less bid.</summary>
    public decimal Spread => Quote.Ask - Quote.Bid;

    /// <summary>Dollars traded in the session: volume times VWAP.</summary>
    public decimal Turnover => Quote.Volume * Quote.Vwap;

    /// <summary>Price of all shares outstanding.</summary>
    public decimal MarketValue => Quote.Price * Quote.Instrument.SharesOutstanding;

    /// <summary>Reads the book; 404 for a symbol that is not in the catalog.</summary>
    public IActionResult OnGet(string? symbol)
    {
        // A blank is bound as nothing.
        symbol ??= "";
        if (!instruments.TryGet(symbol, out var instrument))
        {
            // An instrument has one address, the one in upper case.
            var upper = symbol.ToUpperInvariant();
            return upper != symbol && instruments.TryGet(upper, out _)
                ? RedirectToPagePermanent("Stock", new { symbol = upper })
                : NotFound();
        }
        var head = log.Head;
        Quote = head.Book[instrument];
        Halted = head.Book.Market.Halted.Contains(instrument.Symbol);
        Trades = history.Trades(instrument, MaxTrades);
        Chart = PriceChart.Of(history.Candles(instrument, CandleInterval.OneSecond, PriceChart.MaxCandles), instrument.TickSize);
        ViewData[LivePage.Key] = new LivePage(head);
        Response.Headers.CacheControl = "no-cache";
        return Page();
    }
}
