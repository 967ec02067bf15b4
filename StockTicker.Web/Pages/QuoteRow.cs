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

    /// <summary>Position of the price between the day's low (0) and high (100).</summary>
    public int RangePosition => Quote is null ? 50 : (int)Math.Round(100 * PositionOf(Quote));

    /// <summary>Position of a quote's price between the day's low (0) and high (1); the middle if there is none.</summary>
    public static decimal PositionOf(Quote quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        return quote is { High: { } high, Low: { } low, Price: { } price } && high > low ? (price - low) / (high - low) : 0.5m;
    }
}
