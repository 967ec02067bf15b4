namespace StockTicker.Domain;

/// <summary>
/// Trading time: what passes while the market is open. A trading year has 252 days of 6.5 hours, as at New York.
/// </summary>
internal static class TradingTime
{
    private const double DaysPerYear = 252;
    private const double HoursPerDay = 6.5;

    /// <summary>Trading time in trading years.</summary>
    public static double InYears(TimeSpan tradingTime) => tradingTime.TotalHours / (HoursPerDay * DaysPerYear);

    /// <summary>Trading years in trading days.</summary>
    public static double InDays(double years) => years * DaysPerYear;
}
