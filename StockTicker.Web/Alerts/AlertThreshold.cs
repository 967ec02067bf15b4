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
        // Shareholders are not liable for a company's debts, so the price of a share cannot reach 0. Others can, as oil did in 2020.
        var (isValid, expected) = (condition, instrument.SharesOutstanding) switch
        {
            (AlertCondition.Percent, _) => (threshold is > 0 and <= MaxPercent, $"a percentage above 0 and up to {MaxPercent}"),
            (_, not null) => (threshold > 0 && threshold <= maxPrice, $"a price above 0 and up to {Text(maxPrice)}"),
            _ => (threshold >= -maxPrice && threshold <= maxPrice, $"a price from {Text(-maxPrice)} to {Text(maxPrice)}"),
        };
        return isValid ? null : $"threshold is {(threshold is { } sent ? Text(sent) : "missing")}; it must be {expected}.";

        static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
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
