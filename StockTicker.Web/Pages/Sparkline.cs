using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>
/// A sparkline of the latest closing prices, for an SVG <c>path</c>. A page has a hundred of them, so they are short: the first point is
/// absolute and the others relative to the one before, in steps of the last decimal below the highest price. The view box does the scaling.
/// The browser reads the prices back and continues the line.
/// </summary>
/// <param name="Path">The line, at x = 0, 1, 2, …; empty when there are fewer than two points.</param>
/// <param name="High">The highest price, at y = 0, with the decimals of all prices; null without a line.</param>
/// <param name="ViewBox">The view box that holds the line.</param>
/// <param name="Tone">Whether the day's change is a gain (<c>gain</c>) or a loss (<c>loss</c>).</param>
public sealed record Sparkline(string Path, decimal? High, string ViewBox, string Tone)
{
    /// <summary>Maximum number of points.</summary>
    public const int MaxPoints = 60;

    /// <summary>A line without points.</summary>
    public static readonly Sparkline Empty = new("", null, "0 0 1 1", "flat");

    /// <summary>The line of <paramref name="candles"/>, oldest first.</summary>
    /// <param name="candles">The candles.</param>
    /// <param name="change">The day's change, which determines the tone: the line shows only the end of the day.</param>
    public static Sparkline Of(ImmutableArray<Candle> candles, decimal? change)
    {
        if (candles.Length < 2)
            return Empty;
        var scale = candles.Max(c => c.Close.Scale);
        var unit = new decimal(1, 0, 0, false, scale);
        var high = candles.Max(c => c.Close) + 0 * unit;
        var path = new StringBuilder("M0");
        var (before, lowest) = (0L, 0L);
        for (var x = 0; x < candles.Length; x++)
        {
            var y = (long)((high - candles[x].Close) / unit);
            path.Append(x == 0 ? "" : x == 1 ? "l1" : " 1").Append(y - before < 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{y - before}");
            (before, lowest) = (y, Math.Max(lowest, y));
        }
        // A flat line still needs a box with a height, and is centred in it.
        var (top, height) = lowest > 0 ? (0L, lowest) : (-1L, 2L);
        return new Sparkline(path.ToString(), high, string.Create(CultureInfo.InvariantCulture, $"0 {top} {candles.Length - 1} {height}"), Display.Tone(change));
    }

    /// <summary>
    /// Relative change over an instrument's sparkline, by which the column is sorted; null if it starts at 0. Relative to the absolute
    /// value of a negative start.
    /// </summary>
    public static decimal? MoveOf(Instrument instrument, MarketHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var candles = history.Candles(instrument, CandleInterval.FiveSeconds, MaxPoints);
        if (candles.Length < 2)
            return 0;
        var start = candles[0].Close;
        return start == 0 ? null : (candles[^1].Close - start) / Math.Abs(start);
    }
}
