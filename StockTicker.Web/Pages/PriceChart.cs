using System.Collections.Immutable;
using System.Globalization;
using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>
/// A server-rendered line chart of an instrument's latest candles, in a 1000 × 300 box that is stretched to fit.
/// Labels are evenly spaced along its edges, so they need no coordinates.
/// </summary>
public sealed record PriceChart
{
    /// <summary>Maximum number of candles: five minutes.</summary>
    public const int MaxCandles = 300;

    private const int Width = 1000;
    private const int Height = 300;
    private const int Steps = 4;

    /// <summary>The closing prices as points of a polyline; empty when there are fewer than two candles.</summary>
    public string Line { get; private init; } = "";

    /// <summary>The area under the line, as points of a polygon.</summary>
    public string Area => Line.Length == 0 ? "" : $"0,{Height} {Line} {Width},{Height}";

    /// <summary>Price labels along the right edge, from top to bottom.</summary>
    public ImmutableArray<string> Prices { get; private init; } = ["", "", "", "", ""];

    /// <summary>Time labels along the bottom edge, from left to right.</summary>
    public ImmutableArray<DateTimeOffset> Times { get; private init; } = [];

    /// <summary>The chart of <paramref name="candles"/>, oldest first.</summary>
    public static PriceChart Of(ImmutableArray<Candle> candles, decimal tickSize)
    {
        if (candles.Length < 2)
            return new PriceChart();
        var (bottom, step) = Axis(candles.Min(c => c.Close), candles.Max(c => c.Close), tickSize);
        var begin = candles[0].Time;
        var length = candles[^1].Time - begin;
        var points = candles.Select(candle =>
        {
            var x = Width * ((candle.Time - begin) / length);
            var y = Height * (1 - (double)((candle.Close - bottom) / (Steps * step)));
            return string.Create(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#}");
        });
        return new PriceChart
        {
            Line = string.Join(' ', points),
            Prices = [.. Enumerable.Range(0, Steps + 1).Reverse()
                .Select(i => Display.Price(TickSize.Round(bottom + i * step, tickSize)))],
            Times = [.. Enumerable.Range(0, Steps + 1).Select(i => begin + length * i / Steps)],
        };
    }

    /// <summary>A round lower bound and step such that four steps span all prices.</summary>
    private static (decimal Bottom, decimal Step) Axis(decimal low, decimal high, decimal tickSize)
    {
        for (var power = tickSize; ; power *= 10)
        {
            foreach (var factor in (ReadOnlySpan<decimal>)[1, 1.5m, 2, 2.5m, 3, 4, 5, 6, 8])
            {
                var step = power * factor;
                var bottom = Math.Floor(low / step) * step;
                if (step % tickSize == 0 && bottom + Steps * step >= high)
                    return (bottom, step);
            }
        }
    }
}
