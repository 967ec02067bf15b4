using System.Globalization;

namespace StockTicker.Domain;

/// <summary>
/// What the market of a <see cref="PriceModel"/> is like. Rates are annual, of a trading year of 252 days of 6.5 hours, and
/// half-lives are trading time: divide them by <see cref="Speed"/> for the market's clock. The defaults make a board of 100
/// instruments lively yet plausible: a stock at $150 moves some cents from quote to quote, and after hours most names
/// stand within 4 % of their previous close.
/// </summary>
public sealed record PriceModelParameters
{
    /// <summary>Seconds of trading time that pass in one second of the market's clock, 0 to 1,000,000. Default 4.</summary>
    public double Speed { get; init; } = 4;

    /// <summary>
    /// Annual volatility of the calmest instrument, 0 to 10. Default 0.18, which is 18 %. Jumps come on top. Each instrument's
    /// volatility is drawn once, log-uniformly between this and <see cref="MaxVolatility"/>.
    /// </summary>
    public double MinVolatility { get; init; } = 0.18;

    /// <summary>Annual volatility of the wildest instrument, <see cref="MinVolatility"/> to 10. Default 0.55.</summary>
    public double MaxVolatility { get; init; } = 0.55;

    /// <summary>
    /// Correlation of the returns of any two instruments of different sectors, 0 to 1, but for jumps, which everyone has of
    /// their own. Default 0.15.
    /// </summary>
    public double MarketCorrelation { get; init; } = 0.15;

    /// <summary>
    /// What the correlation of two instruments of one sector has beyond <see cref="MarketCorrelation"/>, 0 to 1;
    /// the two together must not exceed 1. Default 0.2.
    /// </summary>
    public double SectorCorrelation { get; init; } = 0.2;

    /// <summary>
    /// Standard deviation of the logarithm of the variance, 0 to 3: how much quiet and wild times differ. 0 makes the variance
    /// constant. Default 0.8.
    /// </summary>
    public double VolatilityOfVolatility { get; init; } = 0.8;

    /// <summary>Trading time in which a wild time has gone half-way back to normal, 1 s to 365 d. Default 10 minutes.</summary>
    public TimeSpan VolatilityHalfLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Jumps of each instrument in a trading year, 0 to 1,000,000. Default 60.</summary>
    public double JumpsPerYear { get; init; } = 60;

    /// <summary>Standard deviation of a jump's log return, 0 to 1. Default 0.01, which is 1 %.</summary>
    public double JumpSize { get; init; } = 0.01;

    /// <summary>
    /// How far (as a log return) a price may wander from its previous close before it is drawn back, 0 to 100.
    /// Default 0.03, which is 3 %.
    /// </summary>
    public double Band { get; init; } = 0.03;

    /// <summary>
    /// Trading time in which the drift takes back half of what exceeds <see cref="Band"/>, 1 s to 365 d. Default 1 h.
    /// </summary>
    public TimeSpan ReversionHalfLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Trading time as eventful as the night before the opening, 0 to 365 d. Default 2 h.</summary>
    public TimeSpan Overnight { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// Mean bid-ask spread, as a fraction of the price, of a company worth $10 billion, 0 to 0.1; bigger ones have a
    /// narrower, smaller ones a wider one, and none less than a tick. Default 0.0002, which is 2 basis points.
    /// </summary>
    public double Spread { get; init; } = 0.0002;

    /// <summary>Fraction of a company's shares that changes hands in a trading day, 0 to 1. Default 0.004.</summary>
    public double Turnover { get; init; } = 0.004;

    /// <summary>
    /// Mean number of trades behind a quote of a company worth $10 billion, before those without a trade are left out,
    /// 0 to 10; bigger ones have more. Default 1.5.
    /// </summary>
    public double TradesPerQuote { get; init; } = 1.5;

    /// <summary>
    /// What is wrong with the values: one line for each, naming the property, its value and what would be right.
    /// </summary>
    public IEnumerable<string> Problems() =>
        new[]
        {
            Range(nameof(Speed), Speed, 0, 1_000_000),
            Range(nameof(MinVolatility), MinVolatility, 0, 10),
            Range(nameof(MaxVolatility), MaxVolatility, 0, 10),
            MinVolatility > MaxVolatility
                ? Line($"MinVolatility is {MinVolatility}; it must not exceed MaxVolatility, which is {MaxVolatility}")
                : null,
            Range(nameof(MarketCorrelation), MarketCorrelation, 0, 1),
            Range(nameof(SectorCorrelation), SectorCorrelation, 0, 1),
            MarketCorrelation is >= 0 and <= 1 && SectorCorrelation is >= 0 and <= 1 && MarketCorrelation + SectorCorrelation > 1
                ? Line($"SectorCorrelation is {SectorCorrelation}; it must not exceed 1 less MarketCorrelation, {MarketCorrelation}")
                : null,
            Range(nameof(VolatilityOfVolatility), VolatilityOfVolatility, 0, 3),
            Range(nameof(VolatilityHalfLife), VolatilityHalfLife, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            Range(nameof(JumpsPerYear), JumpsPerYear, 0, 1_000_000),
            Range(nameof(JumpSize), JumpSize, 0, 1),
            Range(nameof(Band), Band, 0, 100),
            Range(nameof(ReversionHalfLife), ReversionHalfLife, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
            Range(nameof(Overnight), Overnight, TimeSpan.Zero, TimeSpan.FromDays(365)),
            Range(nameof(Spread), Spread, 0, 0.1),
            Range(nameof(Turnover), Turnover, 0, 1),
            Range(nameof(TradesPerQuote), TradesPerQuote, 0, 10),
        }.OfType<string>();

    // NaN sorts below every number, so it lies in no range.
    private static string? Range<T>(string name, T value, T lowest, T highest)
        where T : IComparable<T> =>
        value.CompareTo(lowest) >= 0 && value.CompareTo(highest) <= 0 ? null : Line($"{name} is {value}; it must lie between {lowest} and {highest}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
