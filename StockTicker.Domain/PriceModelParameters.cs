using System.Globalization;

namespace StockTicker.Domain;

/// <summary>
/// The parameters of a <see cref="PriceModel"/>. Rates are per trading year, which has 252 days of 6.5 hours. Half-lives are
/// trading time: divide them by <see cref="Speed"/> for the market's clock. The defaults make a board of 100 instruments
/// active but plausible: a stock at $150 moves by a few cents between quotes, and after some hours most prices are within
/// 4 % of the previous close.
/// </summary>
public sealed record PriceModelParameters
{
    /// <summary>
    /// The number of seconds of trading time per second of the market's clock, 0 to 1,000,000. The default is 4.
    /// </summary>
    public double Speed { get; init; } = 4;

    /// <summary>
    /// The lowest annual volatility of an instrument, 0 to 10, excluding jumps. The default is 0.18 (18 %). Each instrument's
    /// volatility is drawn once, log-uniformly between this value and <see cref="MaxVolatility"/>.
    /// </summary>
    public double MinVolatility { get; init; } = 0.18;

    /// <summary>The highest annual volatility of an instrument, <see cref="MinVolatility"/> to 10. The default is 0.55.</summary>
    public double MaxVolatility { get; init; } = 0.55;

    /// <summary>
    /// The correlation of the returns of two instruments in different sectors, 0 to 1. It excludes jumps, which are independent.
    /// The default is 0.15.
    /// </summary>
    public double MarketCorrelation { get; init; } = 0.15;

    /// <summary>
    /// The additional correlation of two instruments in the same sector, 0 to 1. The sum with <see cref="MarketCorrelation"/>
    /// must not exceed 1. The default is 0.2.
    /// </summary>
    public double SectorCorrelation { get; init; } = 0.2;

    /// <summary>
    /// The standard deviation of the logarithm of the variance, 0 to 3: how much calm and volatile periods differ. 0 makes the
    /// variance constant. The default is 0.8.
    /// </summary>
    public double VolatilityOfVolatility { get; init; } = 0.8;

    /// <summary>
    /// The trading time in which the variance reverts half-way to its mean, 1 second to 365 days. The default is 10 minutes.
    /// </summary>
    public TimeSpan VolatilityHalfLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The mean number of jumps of an instrument per trading year, 0 to 1,000,000. The default is 60.</summary>
    public double JumpsPerYear { get; init; } = 60;

    /// <summary>The standard deviation of the log return of a jump, 0 to 1. The default is 0.01 (1 %).</summary>
    public double JumpSize { get; init; } = 0.01;

    /// <summary>
    /// The deviation from the previous close, as a log return, beyond which a price reverts, 0 to 100. The default is 0.03 (3 %).
    /// </summary>
    public double Band { get; init; } = 0.03;

    /// <summary>
    /// The trading time in which the deviation beyond <see cref="Band"/> is halved, 1 second to 365 days. The default is 1 hour.
    /// </summary>
    public TimeSpan ReversionHalfLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The trading time that is equivalent to the night before the opening, 0 to 365 days. The default is 2 hours.
    /// </summary>
    public TimeSpan Overnight { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// The mean bid-ask spread of a company worth $10 billion, as a fraction of the price, 0 to 0.1. Larger companies have
    /// narrower and smaller companies wider spreads, at least one tick. The default is 0.0002 (2 basis points).
    /// </summary>
    public double Spread { get; init; } = 0.0002;

    /// <summary>The fraction of a company's shares traded per trading day, 0 to 1. The default is 0.004.</summary>
    public double Turnover { get; init; } = 0.004;

    /// <summary>
    /// The mean number of trades per quote of a company worth $10 billion, before zeros are excluded, 0 to 10. Larger companies
    /// have more. The default is 1.5.
    /// </summary>
    public double TradesPerQuote { get; init; } = 1.5;

    /// <summary>
    /// Validates the values. Returns one line per problem with the property, its value and the allowed values.
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

    // NaN compares less than every number, so it is outside every range.
    private static string? Range<T>(string name, T value, T lowest, T highest)
        where T : IComparable<T> =>
        value.CompareTo(lowest) >= 0 && value.CompareTo(highest) <= 0 ? null : Line($"{name} is {value}; it must lie between {lowest} and {highest}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
