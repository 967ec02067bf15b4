namespace StockTicker.Domain;

/// <summary>
/// Draws the number and sizes of an instrument's trades and its spread. Larger companies trade more often, at tighter spreads.
/// </summary>
/// <remarks>
/// With these exponents, companies worth 100 million and one trillion dollars differ by a factor of 10 in spread (before rounding
/// to the tick size) and by a factor of 4 in number of trades, similar to a large exchange.
/// </remarks>
internal sealed class OrderFlow
{
    private const int Lot = 100;
    private const int LargestTrade = 10_000_000;
    private const double ReferenceValue = 10e9;

    // Volume of the opening auction as a fraction of the daily volume.
    private const double AuctionShare = 0.02;

    private readonly RandomVariates _variates;
    private readonly double _spread;
    private readonly double _trades;
    private readonly double _sharesPerDay;

    /// <summary>Initializes the order flow of an instrument with this previous close and number of shares.</summary>
    public OrderFlow(decimal previousClose, long sharesOutstanding, PriceModelParameters parameters, RandomVariates variates)
    {
        _variates = variates;
        var value = (double)previousClose * sharesOutstanding / ReferenceValue;
        _spread = parameters.Spread * Math.Clamp(Math.Pow(value, -0.25), 0.2, 5);
        _trades = Math.Max(parameters.TradesPerQuote * Math.Clamp(Math.Pow(value, 0.15), 0.4, 3), 1e-6);
        _sharesPerDay = parameters.Turnover * sharesOutstanding;
    }

    /// <summary>Draws a spread in whole ticks, at least 1.</summary>
    /// <param name="price">The price, in ticks.</param>
    public long Spread(double price) =>
        (long)Math.Clamp(Math.Round(_variates.LogNormal(_spread * price, 0.3)), 1, PriceModel.MaxTicks);

    /// <summary>Draws the number of trades behind a quote, at least 1, from a zero-truncated Poisson distribution.</summary>
    public int Trades() => (int)_variates.PositivePoisson(_trades);

    /// <summary>Gets the mean size of <paramref name="trades"/> trades that share the volume of a period.</summary>
    /// <param name="activity">The relative variance of the period. Volume is proportional to it (Clark 1973).</param>
    public double MeanSize(int trades, double years, double activity) =>
        _sharesPerDay * TradingTime.InDays(years) * activity / trades;

    /// <summary>The mean size of the opening auction, in shares.</summary>
    public double MeanAuctionSize => _sharesPerDay * AuctionShare;

    /// <summary>Draws the size of a trade from a lognormal distribution, rounded to lots of 100 in most cases.</summary>
    public int Size(double mean)
    {
        var size = (int)Math.Clamp(_variates.LogNormal(mean, 1), 1, LargestTrade);
        return size >= Lot / 2 && _variates.Uniform() < 0.6 ? (size + (Lot / 2)) / Lot * Lot : size;
    }

    /// <summary>Draws the number of shares at the best bid or ask, in whole lots.</summary>
    public int Depth() => Lot * (int)Math.Clamp(_variates.LogNormal(2 + (2 * _trades), 0.8), 1, 1000);
}
