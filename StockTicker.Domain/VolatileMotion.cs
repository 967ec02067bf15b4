namespace StockTicker.Domain;

/// <summary>
/// A Brownian motion W whose variance wanders: dW = √v dB with ln v an Ornstein-Uhlenbeck process (Scott 1987,
/// "Option Pricing when the Variance Changes Randomly"), so that quiet and wild times come in clusters. v has the mean 1, and
/// W the variance 1 per trading year.
/// </summary>
/// <remarks>
/// The Ornstein-Uhlenbeck process is advanced by its exact transition (Gillespie 1996), so steps may be of any length:
/// y(t + Δ) = a y(t) + s √(1 − a²) z with a = 2^(−Δ / half-life), s its stationary deviation, and v = exp(y − s²/2).
/// </remarks>
internal sealed class VolatileMotion
{
    private readonly RandomVariates _variates;
    private readonly double _deviation;
    private readonly double _decay;
    private double _logVariance;

    /// <summary>A motion at 0 whose variance has been wandering for ever.</summary>
    public VolatileMotion(PriceModelParameters parameters, RandomVariates variates)
    {
        _variates = variates;
        _deviation = parameters.VolatilityOfVolatility;
        _decay = Math.Log(2) / TradingTime.InYears(parameters.VolatilityHalfLife);
        _logVariance = _deviation * variates.Normal();
        Activity = Math.Exp(_logVariance - (_deviation * _deviation / 2));
    }

    /// <summary>W: where the motion has come to.</summary>
    public double Level { get; private set; }

    /// <summary>v: how wild the times are; 1 in the mean.</summary>
    public double Activity { get; private set; }

    /// <summary>Lets time pass and answers how far the motion went.</summary>
    public double Advance(double years)
    {
        var kept = Math.Exp(-_decay * years);
        _logVariance = (kept * _logVariance) + (_deviation * Math.Sqrt(1 - (kept * kept)) * _variates.Normal());
        Activity = Math.Exp(_logVariance - (_deviation * _deviation / 2));
        var step = Math.Sqrt(Activity * years) * _variates.Normal();
        Level += step;
        return step;
    }
}
