namespace StockTicker.Domain;

/// <summary>
/// The unobserved value of an instrument that its quotes follow: a geometric Brownian motion driven by a market factor, a sector
/// factor and an instrument-specific factor, with jumps and mean reversion outside a band around the previous close.
/// </summary>
/// <remarks>
/// With x = ln(price / previous close) and σ the annual volatility,
/// dx = σ (√ρₘ dM + √ρₛ dS + √(1 − ρₘ − ρₛ) dW) − ½σ² dt + J dN − λ(E[e^J] − 1) dt − κ (x − clamp(x, −b, b)) dt.
/// M, S and W are independent <see cref="VolatileMotion"/>s of unit variance: market and industry factors as in King 1966
/// ("Market and Industry Factors in Stock Price Behavior"), so that log returns correlate by ρₘ, or ρₘ + ρₛ within a sector.
/// N is a Poisson process of rate λ and J normal with mean 0, compensated (Merton 1976, "Option Pricing when Underlying Stock
/// Returns Are Discontinuous"). Beyond the band ±b the last term is that of an Ornstein-Uhlenbeck process.
/// It advances only on demand and catches up from the current levels of the factors.
/// </remarks>
internal sealed class EfficientPrice
{
    private readonly PriceModelParameters _parameters;
    private readonly RandomVariates _variates;
    private readonly VolatileMotion _market;
    private readonly VolatileMotion _sector;
    private readonly VolatileMotion _own;
    private readonly double _previousClose;
    private readonly double _marketWeight;
    private readonly double _sectorWeight;
    private readonly double _ownWeight;
    private readonly double _drift;
    private readonly double _reversion;
    private double _x;
    private double _marketSeen;
    private double _sectorSeen;

    /// <summary>Initializes the price at the previous close.</summary>
    /// <param name="previousClose">The previous close, in ticks.</param>
    public EfficientPrice(
        long previousClose, PriceModelParameters parameters, RandomVariates variates, VolatileMotion market, VolatileMotion sector)
    {
        _parameters = parameters;
        _variates = variates;
        _market = market;
        _sector = sector;
        _own = new VolatileMotion(parameters, variates);
        _previousClose = previousClose;

        // Log-uniform; the lower bound avoids the logarithm of 0.
        var lowest = Math.Max(parameters.MinVolatility, 1e-9);
        var highest = Math.Max(parameters.MaxVolatility, 1e-9);
        Volatility = lowest * Math.Pow(highest / lowest, variates.Uniform());
        _marketWeight = Volatility * Math.Sqrt(parameters.MarketCorrelation);
        _sectorWeight = Volatility * Math.Sqrt(parameters.SectorCorrelation);
        _ownWeight = Volatility * Math.Sqrt(Math.Max(0, 1 - parameters.MarketCorrelation - parameters.SectorCorrelation));
        var compensator = parameters.JumpsPerYear * (Math.Exp(parameters.JumpSize * parameters.JumpSize / 2) - 1);
        _drift = -(Volatility * Volatility / 2) - compensator;
        _reversion = Math.Log(2) / TradingTime.InYears(parameters.ReversionHalfLife);
    }

    /// <summary>The annual volatility, excluding jumps.</summary>
    public double Volatility { get; }

    /// <summary>The current variance of the instrument-specific factor relative to its mean, which is 1.</summary>
    public double Activity => _own.Activity;

    /// <summary>Catches up with the factors and returns the price in ticks.</summary>
    /// <param name="years">The trading years since the previous call.</param>
    public double Advance(double years)
    {
        _x += (_marketWeight * (_market.Level - _marketSeen)) + (_sectorWeight * (_sector.Level - _sectorSeen))
            + (_ownWeight * _own.Advance(years)) + (_drift * years) + Jumps(years);
        _marketSeen = _market.Level;
        _sectorSeen = _sector.Level;

        var inside = Math.Clamp(_x, -_parameters.Band, _parameters.Band);
        if (_x != inside)
            _x = inside + ((_x - inside) * Math.Exp(-_reversion * years));

        // With any parameters, the price must be at least one tick and at most the largest one.
        var price = _previousClose * Math.Exp(_x);
        if (price is >= 1 and <= PriceModel.MaxTicks)
            return price;
        price = Math.Clamp(price, 1, PriceModel.MaxTicks);
        _x = Math.Log(price / _previousClose);
        return price;
    }

    /// <summary>The logarithm of the instrument-specific variance.</summary>
    public double LogVariance
    {
        get => _own.LogVariance;
        set => _own.LogVariance = value;
    }

    /// <summary>Continues from another price, in ticks.</summary>
    public void Resume(double price)
    {
        _x = Math.Log(price / _previousClose);
        _marketSeen = _market.Level;
        _sectorSeen = _sector.Level;
    }

    private double Jumps(double years)
    {
        var jumps = _variates.Poisson(_parameters.JumpsPerYear * years);
        return jumps == 0 ? 0 : _parameters.JumpSize * Math.Sqrt(jumps) * _variates.Normal();
    }
}
