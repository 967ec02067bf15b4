using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

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

    /// <summary>The instrument before this one in the market's order; the last, before the first.</summary>
    public Instrument Previous { get; private set; } = null!;

    /// <summary>The instrument after this one in the market's order; the first, after the last.</summary>
    public Instrument Next { get; private set; } = null!;

    /// <summary>Ask less bid.</summary>
    public decimal Spread => Quote.Ask - Quote.Bid;

    /// <summary>The bid's share of what is bid for and offered at the best prices, in per cent.</summary>
    public int BidShare => Quote.BidSize + Quote.AskSize > 0 ? (int)Math.Round(100.0 * Quote.BidSize / (Quote.BidSize + Quote.AskSize)) : 50;

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
        Previous = instruments[(instrument.Index + instruments.Count - 1) % instruments.Count];
        Next = instruments[(instrument.Index + 1) % instruments.Count];
        Halted = head.Book.Market.Halted.Contains(instrument.Symbol);
        Trades = history.Trades(instrument, MaxTrades);
        Chart = PriceChart.Of(history.Candles(instrument, CandleInterval.OneSecond, PriceChart.MaxCandles), instrument.TickSize);
        ViewData[LivePage.Key] = new LivePage(head);
        Response.Headers.CacheControl = "no-cache";
        return Page();
    }
}
