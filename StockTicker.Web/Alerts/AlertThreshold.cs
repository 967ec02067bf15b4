using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>What a threshold may be, and how many decimals it is written with.</summary>
internal static class AlertThreshold
{
    private const decimal MaxPrice = 10_000_000;
    private const decimal MaxPercent = 1000;

    /// <summary>What is wrong with a threshold; null when nothing is.</summary>
    public static string? Problem(decimal? threshold, AlertCondition condition)
    {
        var (max, what) = condition == AlertCondition.Percent ? (MaxPercent, "a number of per cent") : (MaxPrice, "a price");
        if (threshold > 0 && threshold <= max)
            return null;
        var sent = threshold?.ToString(CultureInfo.InvariantCulture) ?? "missing";
        return string.Create(CultureInfo.InvariantCulture, $"threshold is {sent}; it must be {what} above 0 and up to {max}.");
    }

    /// <summary>A price on the tick size has as many decimals as it, anything else as many as it needs.</summary>
    public static decimal Normalize(decimal threshold, AlertCondition condition, Instrument instrument)
    {
        var onTick = condition == AlertCondition.Percent ? 0 : TickSize.Round(threshold, instrument.TickSize);
        // Divided by one of full scale, a decimal loses its trailing zeros.
        return onTick == threshold ? onTick : threshold / 1.0000000000000000000000000000m;
    }
}
