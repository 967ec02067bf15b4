using System.Collections.Immutable;
using System.Globalization;
using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>
/// A sparkline of the latest closing prices, for an SVG <c>polyline</c>. The y coordinate of a point is the negated price,
/// so that up is up, and the view box does the scaling. The browser reads the prices back and continues the line.
/// </summary>
/// <param name="Points">The points, at x = 0, 1, 2, …; empty when there are fewer than two.</param>
/// <param name="ViewBox">The view box that holds them.</param>
/// <param name="Tone">Whether the day is a <c>gain</c> or a <c>loss</c>.</param>
public sealed record Sparkline(string Points, string ViewBox, string Tone)
{
    /// <summary>Maximum number of points.</summary>
    public const int MaxPoints = 60;

    /// <summary>A line without points.</summary>
    public static readonly Sparkline Empty = new("", "0 0 1 1", "flat");

    /// <summary>The line of <paramref name="candles"/>, oldest first.</summary>
    /// <param name="change">The day's change, which determines the tone: the line shows only the end of the day.</param>
    public static Sparkline Of(ImmutableArray<Candle> candles, decimal? change)
    {
        if (candles.Length < 2)
            return Empty;
        var points = string.Join(' ', candles.Select((candle, x) => Invariant($"{x},{-candle.Close}")));
        var high = candles.Max(c => c.Close);
        var range = high - candles.Min(c => c.Close);
        // A flat line still needs a box with a height, and is centred in it.
        var least = Math.Max(Math.Abs(high) / 10_000, TickSize.Smallest);
        var (top, height) = range > 0 ? (high, range) : (high + least / 2, least);
        return new Sparkline(points, Invariant($"0 {-top} {candles.Length - 1} {height}"),
            Display.Tone(change));
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

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
