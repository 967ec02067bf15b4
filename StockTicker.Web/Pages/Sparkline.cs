using System.Collections.Immutable;
using System.Globalization;
using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>
/// A small line of the newest closing prices, for an SVG <c>polyline</c>. The ordinate of a point is the price with its sign
/// turned, so that up is up, and the view box does the scaling: the browser reads the prices back and goes on with them.
/// </summary>
/// <param name="Points">The points, one step of 1 apart; empty when there are fewer than two.</param>
/// <param name="ViewBox">The view box that holds them.</param>
/// <param name="Tone">Whether the line ends above (<c>gain</c>) or below (<c>loss</c>) its beginning.</param>
public sealed record Sparkline(string Points, string ViewBox, string Tone)
{
    /// <summary>The most points a line has.</summary>
    public const int MaxPoints = 60;

    /// <summary>A line without points.</summary>
    public static readonly Sparkline Empty = new("", "0 0 1 1", "flat");

    /// <summary>The line of <paramref name="candles"/>, oldest first.</summary>
    public static Sparkline Of(ImmutableArray<Candle> candles)
    {
        if (candles.Length < 2)
            return Empty;
        var points = string.Join(' ', candles.Select((candle, x) => Invariant($"{x},{-candle.Close}")));
        var high = candles.Max(c => c.Close);
        var range = high - candles.Min(c => c.Close);
        // A line that never moved still needs a box with a height, and lies in its middle.
        var (top, height) = range > 0 ? (high, range) : (high + high / 20_000, high / 10_000);
        return new Sparkline(points, Invariant($"0 {-top} {candles.Length - 1} {height}"),
            Display.Tone(candles[^1].Close - candles[0].Close));
    }

    /// <summary>How far an instrument's line ends above its beginning, as a fraction of that: what the column is sorted by.</summary>
    public static decimal MoveOf(Instrument instrument, MarketHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var candles = history.Candles(instrument, CandleInterval.FiveSeconds, MaxPoints);
        return candles.Length < 2 ? 0 : candles[^1].Close / candles[0].Close - 1;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
