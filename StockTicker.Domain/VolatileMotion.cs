namespace StockTicker.Domain;

/// <summary>
/// A Brownian motion W with stochastic variance: dW = √v dB with ln v an Ornstein-Uhlenbeck process (Scott 1987,
/// "Option Pricing when the Variance Changes Randomly"), so that calm and volatile periods cluster. v has mean 1, and W has
/// variance 1 per trading year.
/// </summary>
/// <remarks>
/// The Ornstein-Uhlenbeck process advances by its exact transition (Gillespie 1996), so steps can have any length:
/// y(t + Δ) = a y(t) + s √(1 − a²) z with a = 2^(−Δ / half-life), s its stationary deviation, and v = exp(y − s²/2).
/// </remarks>
internal sealed class VolatileMotion
{
    private readonly RandomVariates _variates;
    private readonly double _deviation;
    private readonly double _decay;
    private double _logVariance;

    /// <summary>Initializes a motion at 0 with a variance drawn from its stationary distribution.</summary>
    public VolatileMotion(PriceModelParameters parameters, RandomVariates variates)
    {
        _variates = variates;
        _deviation = parameters.VolatilityOfVolatility;
        _decay = Math.Log(2) / TradingTime.InYears(parameters.VolatilityHalfLife);
        _logVariance = _deviation * variates.Normal();
        Activity = Math.Exp(_logVariance - (_deviation * _deviation / 2));
    }

    /// <summary>The current level W.</summary>
    public double Level { get; private set; }

    /// <summary>The current relative variance v, with mean 1.</summary>
    public double Activity { get; private set; }

    /// <summary>Advances the motion and returns the change of its level.</summary>
    public double Advance(double years)
    {
        var kept = Math.Exp(-_decay * years);
        _logVariance = (kept * _logVariance) + (_deviation * Math.Sqrt(1 - (kept * kept)) * _variates.Normal());
        Activity = Math.Exp(_logVariance - (_deviation * _deviation / 2));
        var step = Math.Sqrt(Activity * years) * _variates.Normal();
        Level += step;
        return step;
    }

    /// <summary>The logarithm of the variance, from which another motion can continue.</summary>
    public double LogVariance
    {
        get => _logVariance;
        set
        {
            _logVariance = value;
            Activity = Math.Exp(_logVariance - (_deviation * _deviation / 2));
        }
    }
}
