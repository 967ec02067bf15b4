namespace StockTicker.Domain;

/// <summary>The length of a candle.</summary>
public enum CandleInterval
{
    /// <summary>1 s.</summary>
    OneSecond,

    /// <summary>5 s.</summary>
    FiveSeconds,

    /// <summary>1 min.</summary>
    OneMinute,
}

/// <summary>What can be asked of a <see cref="CandleInterval"/>.</summary>
public static class CandleIntervals
{
    /// <summary>Every interval, shortest first; an interval's number is its place here.</summary>
    internal static readonly CandleInterval[] All = Enum.GetValues<CandleInterval>();

    /// <summary>How long it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is none of the named ones.</exception>
    public static TimeSpan Length(this CandleInterval interval) => interval switch
    {
        CandleInterval.OneSecond => TimeSpan.FromSeconds(1),
        CandleInterval.FiveSeconds => TimeSpan.FromSeconds(5),
        CandleInterval.OneMinute => TimeSpan.FromMinutes(1),
        _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "There is no such interval."),
    };
}
