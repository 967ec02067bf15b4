namespace StockTicker.Domain;

/// <summary>
/// What an instrument is worth, unseen behind its quotes: a geometric Brownian motion of a market's, a sector's and its own
/// part, with jumps, drawn back when it strays too far from the previous close.
/// </summary>
/// <remarks>
/// With x = ln(price / previous close) and σ the annual volatility,
/// dx = σ (√ρₘ dM + √ρₛ dS + √(1 − ρₘ − ρₛ) dW) − ½σ² dt + J dN − λ(E[e^J] − 1) dt − κ (x − clamp(x, −b, b)) dt.
/// M, S and W are independent <see cref="VolatileMotion"/>s of unit variance: market and industry factors as in King 1966
/// ("Market and Industry Factors in Stock Price Behavior"), so that log returns correlate by ρₘ, or ρₘ + ρₛ within a sector.
/// N is a Poisson process of rate λ and J normal with mean 0, compensated (Merton 1976, "Option Pricing when Underlying Stock
/// Returns Are Discontinuous"). Beyond the band ±b the last term is that of an Ornstein-Uhlenbeck process.
/// It advances only when it is asked: the factors' levels then say what happened in the meantime.
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

    /// <summary>A price at its previous close.</summary>
    /// <param name="previousClose">In ticks.</param>
    public EfficientPrice(
        long previousClose, PriceModelParameters parameters, RandomVariates variates, VolatileMotion market, VolatileMotion sector)
    {
        _parameters = parameters;
        _variates = variates;
        _market = market;
        _sector = sector;
        _own = new VolatileMotion(parameters, variates);
        _previousClose = previousClose;

        // Log-uniform; a lowest volatility of 0 has no logarithm.
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

    /// <summary>Annual volatility without jumps.</summary>
    public double Volatility { get; }

    /// <summary>How wild this instrument's own times are; 1 in the mean.</summary>
    public double Activity => _own.Activity;

    /// <summary>Catches up with the factors and answers the price in ticks.</summary>
    /// <param name="years">Trading years since the last time.</param>
    public double Advance(double years)
    {
        _x += (_marketWeight * (_market.Level - _marketSeen)) + (_sectorWeight * (_sector.Level - _sectorSeen))
            + (_ownWeight * _own.Advance(years)) + (_drift * years) + Jumps(years);
        _marketSeen = _market.Level;
        _sectorSeen = _sector.Level;

        var inside = Math.Clamp(_x, -_parameters.Band, _parameters.Band);
        if (_x != inside)
            _x = inside + ((_x - inside) * Math.Exp(-_reversion * years));

        // However wild the parameters are, a price is at least a tick and fits in an int.
        var price = _previousClose * Math.Exp(_x);
        if (price is >= 1 and <= TickSize.MaxTicks)
            return price;
        price = Math.Clamp(price, 1, TickSize.MaxTicks);
        _x = Math.Log(price / _previousClose);
        return price;
    }

    private double Jumps(double years)
    {
        var jumps = _variates.Poisson(_parameters.JumpsPerYear * years);
        return jumps == 0 ? 0 : _parameters.JumpSize * Math.Sqrt(jumps) * _variates.Normal();
    }
}
