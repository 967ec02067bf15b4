namespace StockTicker.Domain;

/// <summary>
/// Converts trading time, the time during which the market is open. A trading year has 252 days of 6.5 hours, as in New York.
/// </summary>
internal static class TradingTime
{
    private const double DaysPerYear = 252;
    private const double HoursPerDay = 6.5;

    /// <summary>Converts trading time to trading years.</summary>
    public static double InYears(TimeSpan tradingTime) => tradingTime.TotalHours / (HoursPerDay * DaysPerYear);

    /// <summary>Converts trading years to trading days.</summary>
    public static double InDays(double years) => years * DaysPerYear;
}
