using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>A row of the board.</summary>
/// <param name="Quote">The quote it shows; null for the blank row from which the browser makes further ones.</param>
/// <param name="Trend">The line of its newest prices.</param>
/// <param name="Halted">Whether trading is suspended in this instrument alone.</param>
public sealed record QuoteRow(Quote? Quote, Sparkline Trend, bool Halted)
{
    /// <summary>The row without a quote.</summary>
    public static readonly QuoteRow Blank = new(null, Sparkline.Empty, false);

    /// <summary>Where the price stands between the day's low (0) and high (100).</summary>
    public int RangePosition => Quote is null ? 50 : (int)Math.Round(100 * PositionOf(Quote));

    /// <summary>Where a quote's price stands between the day's low (0) and high (1).</summary>
    public static decimal PositionOf(Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        return quote.High > quote.Low ? (quote.Price - quote.Low) / (quote.High - quote.Low) : 0.5m;
    }
}
