namespace StockTicker.Domain;

/// <summary>
/// The smallest step of a price: a cent from one dollar up, a hundredth of a cent below
/// (Regulation NMS, Rule 612, 17 CFR 242.612).
/// </summary>
public static class TickSize
{
    /// <summary>The highest price the market knows, in ticks: ten million dollars at a cent each. It fits in an int.</summary>
    public const int MaxTicks = 1_000_000_000;

    private const decimal Cent = 0.01m;
    private const decimal HundredthOfACent = 0.0001m;

    /// <summary>
    /// The tick size of an instrument that closed at <paramref name="previousClose"/>; it holds for the whole session.
    /// </summary>
    public static decimal For(decimal previousClose) => previousClose >= 1m ? Cent : HundredthOfACent;

    /// <summary>A whole number of ticks as a price, with as many decimals as the tick size has.</summary>
    public static decimal ToPrice(long ticks, decimal tickSize) => ticks * tickSize;

    /// <summary>The nearest whole number of ticks to <paramref name="price"/>, ties away from zero.</summary>
    public static long ToTicks(decimal price, decimal tickSize) =>
        (long)Math.Round(price / tickSize, MidpointRounding.AwayFromZero);

    /// <summary>
    /// The price on the tick size nearest to <paramref name="price"/>, with as many decimals as the tick size has.
    /// </summary>
    public static decimal Round(decimal price, decimal tickSize) => ToPrice(ToTicks(price, tickSize), tickSize);
}
