namespace StockTicker.Domain;

/// <summary>
/// The smallest price increment of an instrument: any decimal step from <see cref="Smallest"/> to <see cref="Largest"/>, such as 0.01,
/// 0.25 or 1000. Its number of decimals is that of the instrument's prices.
/// </summary>
public static class TickSize
{
    /// <summary>The smallest tick size, which has <see cref="MaxDecimals"/> decimals.</summary>
    public const decimal Smallest = 0.00000001m;

    /// <summary>The largest tick size.</summary>
    public const decimal Largest = 1000m;

    /// <summary>The maximum number of decimals.</summary>
    public const int MaxDecimals = 8;

    // Doubles, as which JavaScript and many JSON parsers read numbers, tell apart all decimals of 15 digits (DBL_DIG of IEEE 754 doubles).
    private const long MaxUnits = 999_999_999_999_999;

    private const decimal Cent = 0.01m;
    private const decimal HundredthOfACent = 0.0001m;

    /// <summary>Gets whether a tick size is in range and has at most <see cref="MaxDecimals"/> decimals.</summary>
    public static bool IsValid(decimal tickSize) => tickSize is >= Smallest and <= Largest && tickSize.Scale <= MaxDecimals;

    /// <summary>
    /// Gets the tick size of a US share that closed at <paramref name="previousClose"/>: one cent from one dollar, a hundredth of a cent
    /// below (Regulation NMS, Rule 612, 17 CFR 242.612). It applies to the whole session.
    /// </summary>
    public static decimal For(decimal previousClose) => previousClose >= 1m ? Cent : HundredthOfACent;

    /// <summary>
    /// Gets the largest price, above or below 0: one of 15 digits, so that no digit is lost in a double. With a tick size of 0.00000001,
    /// about ten million; with 0.01, about ten trillion.
    /// </summary>
    public static decimal MaxPrice(decimal tickSize) => ToPrice(MaxUnits, Unit(tickSize));

    /// <summary>Converts ticks to a price, with as many decimals as the tick size.</summary>
    public static decimal ToPrice(long ticks, decimal tickSize) => ticks * tickSize;

    /// <summary>Converts a price to the nearest whole number of ticks, with midpoints rounded away from zero.</summary>
    public static long ToTicks(decimal price, decimal tickSize) =>
        (long)Math.Round(price / tickSize, MidpointRounding.AwayFromZero);

    /// <summary>
    /// Rounds <paramref name="price"/> to the nearest multiple of the tick size, with as many decimals as the tick size.
    /// </summary>
    public static decimal Round(decimal price, decimal tickSize) => ToPrice(ToTicks(price, tickSize), tickSize);

    /// <summary>
    /// Rounds a price from outside to the decimals of the tick size, midpoints away from zero. It need not be a multiple of the tick size:
    /// exchanges report trades between two ticks, for example at the midpoint of bid and ask.
    /// </summary>
    public static decimal RoundToDecimals(decimal price, decimal tickSize) =>
        // Adding a zero of that scale adds trailing zeros.
        decimal.Round(price, tickSize.Scale, MidpointRounding.AwayFromZero) + new decimal(0, 0, 0, false, tickSize.Scale);

    /// <summary>Gets one unit of the last decimal of prices, for example 0.01 for a tick size of 0.25.</summary>
    public static decimal Unit(decimal tickSize) => new(1, 0, 0, false, tickSize.Scale);
}
