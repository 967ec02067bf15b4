using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>An instrument: quote, statistics, chart, and recent trades.</summary>
public sealed class StockModel(EventLog log, MarketHistory history) : PageModel
{
    /// <summary>Maximum number of trades listed.</summary>
    public const int MaxTrades = 30;

    /// <summary>The quote.</summary>
    public Quote Quote { get; private set; } = null!;

    /// <summary>Recent trades, newest first.</summary>
    public ImmutableArray<Trade> Trades { get; private set; }

    /// <summary>The price chart.</summary>
    public PriceChart Chart { get; private set; } = new();

    /// <summary>Whether trading in this instrument is halted.</summary>
    public bool Halted { get; private set; }

    /// <summary>The previous instrument in the catalog, wrapping around.</summary>
    public Instrument Previous { get; private set; } = null!;

    /// <summary>The next instrument in the catalog, wrapping around.</summary>
    public Instrument Next { get; private set; } = null!;

    /// <summary>Ask minus bid; null if one of them is not known.</summary>
    public decimal? Spread => Quote.Ask - Quote.Bid;

    /// <summary>The bid size as a percentage of bid and ask size; null if one of them is not known.</summary>
    public int? BidShare => Quote is { BidSize: { } bid, AskSize: { } ask } && bid + ask > 0 ? (int)Math.Round(100 * bid / (bid + ask)) : null;

    /// <summary>Market capitalization; null if the number of shares is not known.</summary>
    public decimal? MarketValue => Quote.Price * Quote.Instrument.SharesOutstanding;

    /// <summary>Reads the quote; 404 for a symbol that is not in the catalog.</summary>
    public IActionResult OnGet(string? symbol)
    {
        // A blank value binds as null.
        symbol ??= "";
        var head = log.Head;
        var instruments = head.Book.Instruments;
        if (!instruments.TryGet(symbol, out var instrument))
            return NotFound();
        // The canonical URL has the symbol in the case of the list of instruments.
        if (symbol != instrument.Symbol.Value)
            return RedirectToPagePermanent("Stock", new { symbol = instrument.Symbol.Value });
        Quote = head.Book[instrument];
        Previous = instruments[(instrument.Index + instruments.Count - 1) % instruments.Count];
        Next = instruments[(instrument.Index + 1) % instruments.Count];
        Halted = head.Book.Market.Halted.Contains(instrument.Symbol);
        Trades = history.Trades(instrument, MaxTrades);
        Chart = PriceChart.Of(history.Candles(instrument, CandleInterval.OneSecond, PriceChart.MaxCandles), instrument.TickSize);
        ViewData[LivePage.Key] = new LivePage(head, instrument.Symbol);
        Response.Headers.CacheControl = "no-cache";
        return Page();
    }
}
