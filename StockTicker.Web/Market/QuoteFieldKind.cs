namespace StockTicker.Web.Market;

/// <summary>What the value of a quote's field is, which decides how it is described and displayed.</summary>
public enum QuoteFieldKind
{
    /// <summary>Text that does not change during a run.</summary>
    Text,

    /// <summary>A price in dollars with the decimals of the tick size.</summary>
    Price,

    /// <summary>A signed difference between two prices.</summary>
    Change,

    /// <summary>A signed percentage with two decimals.</summary>
    Percent,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A whole number that is displayed in short form where space is scarce.</summary>
    Compact,

    /// <summary>A time in Unix milliseconds.</summary>
    Time,
}
