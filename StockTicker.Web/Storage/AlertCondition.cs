namespace StockTicker.Web.Storage;

/// <summary>What an alert waits for.</summary>
internal enum AlertCondition
{
    /// <summary>The price is at the threshold or above it.</summary>
    Above,

    /// <summary>The price is at the threshold or below it.</summary>
    Below,

    /// <summary>The price has moved by so many per cent, up or down, since the alert was armed.</summary>
    Percent,
}
