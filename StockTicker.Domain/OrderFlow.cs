namespace StockTicker.Domain;

/// <summary>
/// How an instrument is traded: how often, in what sizes, at what spread. Bigger companies trade more, at tighter spreads.
/// </summary>
/// <remarks>
/// The exponents put market values of 100 million and of a trillion dollars a factor of 10 apart in spread (before the tick
/// size has its say) and a factor of 4 in number of trades, which is about what a big exchange shows.
/// </remarks>
internal sealed class OrderFlow
{
    private const int Lot = 100;
    private const int LargestTrade = 10_000_000;
    private const double ReferenceValue = 10e9;

    // Shares traded in the opening auction, as a fraction of a day's.
    private const double AuctionShare = 0.02;

    private readonly RandomVariates _variates;
    private readonly double _spread;
    private readonly double _trades;
    private readonly double _sharesPerDay;

    /// <summary>The order flow of <paramref name="instrument"/>.</summary>
    public OrderFlow(Instrument instrument, PriceModelParameters parameters, RandomVariates variates)
    {
        _variates = variates;
        var value = (double)instrument.PreviousClose * instrument.SharesOutstanding / ReferenceValue;
        _spread = parameters.Spread * Math.Clamp(Math.Pow(value, -0.25), 0.2, 5);
        _trades = Math.Max(parameters.TradesPerQuote * Math.Clamp(Math.Pow(value, 0.15), 0.4, 3), 1e-6);
        _sharesPerDay = parameters.Turnover * instrument.SharesOutstanding;
    }

    /// <summary>A spread in whole ticks, at least 1.</summary>
    /// <param name="price">In ticks.</param>
    public long Spread(double price) =>
        (long)Math.Clamp(Math.Round(_variates.LogNormal(_spread * price, 0.3)), 1, TickSize.MaxTicks);

    /// <summary>How many trades there were, given that there was one: zero-truncated Poisson.</summary>
    public int Trades() => (int)_variates.PositivePoisson(_trades);

    /// <summary>Mean shares of each of <paramref name="trades"/> trades that make up some time's volume.</summary>
    /// <param name="activity">How wild the times are: volume goes with variance (Clark 1973).</param>
    public double MeanSize(int trades, double years, double activity) =>
        _sharesPerDay * TradingTime.InDays(years) * activity / trades;

    /// <summary>Mean shares of the opening auction.</summary>
    public double MeanAuctionSize => _sharesPerDay * AuctionShare;

    /// <summary>The size of a trade: lognormal, more often than not in whole lots of 100.</summary>
    public int Size(double mean)
    {
        var size = (int)Math.Clamp(_variates.LogNormal(mean, 1), 1, LargestTrade);
        return size >= Lot / 2 && _variates.Uniform() < 0.6 ? (size + (Lot / 2)) / Lot * Lot : size;
    }

    /// <summary>Shares at the best bid or ask: some whole lots.</summary>
    public int Depth() => Lot * (int)Math.Clamp(_variates.LogNormal(2 + (2 * _trades), 0.8), 1, 1000);
}
