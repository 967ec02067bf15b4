namespace StockTicker.Web.Alerts;

/// <summary>An alert that has fired.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="At">The time of the batch, in Unix milliseconds.</param>
/// <param name="Price">The price at which it fired.</param>
internal sealed record FiredAlert(ArmedAlert Alert, long At, decimal Price);
