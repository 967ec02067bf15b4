namespace StockTicker.Web.Market;

/// <summary>What the value of a quote's field is, which decides how it is described and displayed.</summary>
public enum QuoteFieldKind
{
    /// <summary>Text that does not change during a run.</summary>
    Text,

    /// <summary>A price in the instrument's currency, with the decimals of the tick size.</summary>
    Price,

    /// <summary>The smallest price increment.</summary>
    TickSize,

    /// <summary>A signed difference between two prices.</summary>
    Change,

    /// <summary>A signed percentage with two decimals.</summary>
    Percent,

    /// <summary>A number of shares or units, which can be fractional.</summary>
    Count,

    /// <summary>A number of shares or units that is displayed in short form where space is scarce.</summary>
    Compact,

    /// <summary>A time in Unix milliseconds.</summary>
    Time,
}
