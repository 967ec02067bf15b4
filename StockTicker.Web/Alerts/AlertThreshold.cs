using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>Validates and normalizes thresholds.</summary>
internal static class AlertThreshold
{
    private const decimal MaxPrice = 10_000_000;
    private const decimal MaxPercent = 1000;

    /// <summary>Returns the problem with a threshold, or null if it is valid.</summary>
    public static string? Problem(decimal? threshold, AlertCondition condition)
    {
        var (max, what) = condition == AlertCondition.Percent ? (MaxPercent, "a percentage") : (MaxPrice, "a price");
        if (threshold > 0 && threshold <= max)
            return null;
        var sent = threshold?.ToString(CultureInfo.InvariantCulture) ?? "missing";
        return string.Create(CultureInfo.InvariantCulture, $"threshold is {sent}; it must be {what} above 0 and up to {max}.");
    }

    /// <summary>
    /// Sets the number of decimals: those of the tick size for a price that is a multiple of it, otherwise the fewest possible.
    /// </summary>
    public static decimal Normalize(decimal threshold, AlertCondition condition, Instrument instrument)
    {
        var onTick = condition == AlertCondition.Percent ? 0 : TickSize.Round(threshold, instrument.TickSize);
        // Division by a 1 of full scale removes trailing zeros.
        return onTick == threshold ? onTick : threshold / 1.0000000000000000000000000000m;
    }
}
