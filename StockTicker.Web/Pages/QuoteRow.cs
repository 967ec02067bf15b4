using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>A row of the board.</summary>
/// <param name="Quote">The quote; null for the blank row that the browser clones.</param>
/// <param name="Trend">Sparkline of its latest prices.</param>
/// <param name="Halted">Whether trading in this instrument is halted.</param>
public sealed record QuoteRow(Quote? Quote, Sparkline Trend, bool Halted)
{
    /// <summary>The row without a quote.</summary>
    public static readonly QuoteRow Blank = new(null, Sparkline.Empty, false);

    /// <summary>Position of the price between the day's low (0) and high (100); null if it is not known.</summary>
    public int? RangePosition => Quote is not null && PositionOf(Quote) is { } position ? (int)Math.Round(100 * position) : null;

    /// <summary>
    /// Position of a quote's price between the day's low (0) and high (1), in the middle if these are equal; null if one is not known.
    /// </summary>
    public static decimal? PositionOf(Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        if (quote is not { High: { } high, Low: { } low, Price: { } price })
            return null;
        return high > low ? (price - low) / (high - low) : 0.5m;
    }
}
