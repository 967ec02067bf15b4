namespace StockTicker.Domain;

/// <summary>The length of a candle.</summary>
public enum CandleInterval
{
    /// <summary>One second.</summary>
    OneSecond,

    /// <summary>Five seconds.</summary>
    FiveSeconds,

    /// <summary>One minute.</summary>
    OneMinute,
}

/// <summary>Extension methods for <see cref="CandleInterval"/>.</summary>
public static class CandleIntervals
{
    /// <summary>All intervals, shortest first, indexed by their numeric value.</summary>
    internal static readonly CandleInterval[] All = Enum.GetValues<CandleInterval>();

    /// <summary>Gets the length of an interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is not a defined value.</exception>
    public static TimeSpan Length(this CandleInterval interval) => interval switch
    {
        CandleInterval.OneSecond => TimeSpan.FromSeconds(1),
        CandleInterval.FiveSeconds => TimeSpan.FromSeconds(5),
        CandleInterval.OneMinute => TimeSpan.FromMinutes(1),
        _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "The interval is not defined."),
    };
}
