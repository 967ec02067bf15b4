using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>Validates and normalizes thresholds.</summary>
internal static class AlertThreshold
{
    private const decimal MaxPercent = 1000;

    /// <summary>Returns the problem with a threshold, or null if it is valid.</summary>
    public static string? Problem(decimal? threshold, AlertCondition condition, Instrument instrument)
    {
        var maxPrice = TickSize.MaxPrice(instrument.TickSize);
        var isPercent = condition == AlertCondition.Percent;
        if (isPercent ? threshold is > 0 and <= MaxPercent : threshold >= -maxPrice && threshold <= maxPrice)
            return null;
        var sent = threshold?.ToString(CultureInfo.InvariantCulture) ?? "missing";
        return string.Create(CultureInfo.InvariantCulture,
            $"threshold is {sent}; it must be {(isPercent ? $"a percentage above 0 and up to {MaxPercent}" : $"a price from -{maxPrice} to {maxPrice}")}.");
    }

    /// <summary>
    /// Sets the number of decimals: those of the tick size for a price that has no more, otherwise the fewest possible.
    /// </summary>
    public static decimal Normalize(decimal threshold, AlertCondition condition, Instrument instrument)
    {
        var price = TickSize.RoundToDecimals(threshold, instrument.TickSize);
        if (condition != AlertCondition.Percent && price == threshold)
            return price;
        // Division by a 1 of full scale removes trailing zeros.
        return threshold / 1.0000000000000000000000000000m;
    }
}
