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
