namespace StockTicker.Domain;

/// <summary>
/// The smallest price increment: one cent for prices of at least one dollar, a hundredth of a cent for lower prices
/// (Regulation NMS, Rule 612, 17 CFR 242.612).
/// </summary>
public static class TickSize
{
    /// <summary>The maximum price, in ticks: ten million dollars at one cent per tick. It fits in an int.</summary>
    public const int MaxTicks = 1_000_000_000;

    private const decimal Cent = 0.01m;
    private const decimal HundredthOfACent = 0.0001m;

    /// <summary>
    /// Gets the tick size of an instrument that closed at <paramref name="previousClose"/>. It applies to the whole session.
    /// </summary>
    public static decimal For(decimal previousClose) => previousClose >= 1m ? Cent : HundredthOfACent;

    /// <summary>Converts ticks to a price, with as many decimals as the tick size.</summary>
    public static decimal ToPrice(long ticks, decimal tickSize) => ticks * tickSize;

    /// <summary>Converts a price to the nearest whole number of ticks, with midpoints rounded away from zero.</summary>
    public static long ToTicks(decimal price, decimal tickSize) =>
        (long)Math.Round(price / tickSize, MidpointRounding.AwayFromZero);

    /// <summary>
    /// Rounds <paramref name="price"/> to the nearest multiple of the tick size, with as many decimals as the tick size.
    /// </summary>
    public static decimal Round(decimal price, decimal tickSize) => ToPrice(ToTicks(price, tickSize), tickSize);
}
