namespace StockTicker.Web.Storage;

/// <summary>The condition under which an alert fires.</summary>
internal enum AlertCondition
{
    /// <summary>The price is at or above the threshold.</summary>
    Above,

    /// <summary>The price is at or below the threshold.</summary>
    Below,

    /// <summary>The price has moved by the threshold, in percent, up or down, since the alert was armed.</summary>
    Percent,
}
