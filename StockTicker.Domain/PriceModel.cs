using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace StockTicker.Domain;

/// <summary>
/// How prices move: unseen <see cref="EfficientPrice">efficient prices</see> follow common factors, with volatility that
/// clusters, jumps and a drift back to the previous close; quotes stand around them, and trades happen at the bid or the ask
/// (Roll 1984, "A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market").
/// </summary>
/// <remarks>
/// It has no clock, and no chance but the <see cref="Random"/> it is given: the same catalog, parameters and seed make the same
/// moves. (Another operating system's logarithms may differ in the last digit and, once in a great while, move a price by a
/// tick.) Not thread-safe: for one caller at a time.
/// </remarks>
public sealed class PriceModel
{
    private readonly PriceModelParameters _parameters;
    private readonly RandomVariates _variates;
    private readonly VolatileMotion _market;
    private readonly VolatileMotion[] _sectors;
    private readonly InstrumentSimulation[] _simulations;
    private readonly int[] _order;
    private readonly List<Trade> _trades = [];
    private double _now;
    private bool _open;

    /// <summary>A market before its opening.</summary>
    /// <exception cref="ArgumentException">
    /// A parameter is out of range, or an instrument's previous close is not a price on its tick size of at least a tick and at
    /// most <see cref="TickSize.MaxTicks"/> of them, or it has no shares.
    /// </exception>
    public PriceModel(InstrumentCatalog instruments, PriceModelParameters parameters, Random random)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(random);
        if (parameters.Problems().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(parameters));

        _parameters = parameters;
        _variates = new RandomVariates(random);
        _market = new VolatileMotion(parameters, _variates);
        var sectors = instruments.Select(i => i.Sector).Distinct()
            .ToDictionary(sector => sector, _ => new VolatileMotion(parameters, _variates));
        _sectors = [.. sectors.Values];
        _simulations = [.. instruments.Select(i => new InstrumentSimulation(i, parameters, _variates, _market, sectors[i.Sector]))];
        _order = [.. Enumerable.Range(0, instruments.Count)];
    }

    /// <summary>
    /// The opening: a night passes, then every instrument trades once, in the opening auction. To be called once, first.
    /// </summary>
    /// <exception cref="InvalidOperationException">The market has opened before.</exception>
    public MarketMove Open(DateTimeOffset time)
    {
        if (_open)
            throw new InvalidOperationException("The market has opened before.");
        _open = true;
        Advance(TradingTime.InYears(_parameters.Overnight));
        var quotes = Array.ConvertAll(_simulations, simulation => simulation.Open(time, _now, _trades));
        return Move(time, quotes);
    }

    /// <summary>
    /// Lets <paramref name="elapsed"/> pass; then <paramref name="count"/> instruments trade, chosen at random.
    /// </summary>
    /// <param name="time">When it is then.</param>
    /// <param name="elapsed">
    /// Time of the market's clock, at least 0; <see cref="PriceModelParameters.Speed"/> turns it into trading time.
    /// </param>
    /// <param name="count">How many different instruments trade, 0 to all.</param>
    /// <exception cref="InvalidOperationException">The market has not opened.</exception>
    public MarketMove Next(DateTimeOffset time, TimeSpan elapsed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _simulations.Length);
        if (!_open)
            throw new InvalidOperationException("The market has not opened.");

        Advance(TradingTime.InYears(elapsed) * _parameters.Speed);
        var quotes = new Quote[count];
        var chosen = Choose(count);
        for (var i = 0; i < count; i++)
            quotes[i] = _simulations[chosen[i]].Trade(time, _now, _trades);
        return Move(time, quotes);
    }

    private void Advance(double years)
    {
        _now += years;
        _market.Advance(years);
        foreach (var sector in _sectors)
            sector.Advance(years);
    }

    /// <summary>The first steps of a shuffle (Durstenfeld 1964), which may begin with any order, then catalog order.</summary>
    private ReadOnlySpan<int> Choose(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var other = i + _variates.Below(_order.Length - i);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }

        var chosen = _order.AsSpan(0, count);
        chosen.Sort();
        return chosen;
    }

    private MarketMove Move(DateTimeOffset time, Quote[] quotes)
    {
        var trades = _trades.ToImmutableArray();
        _trades.Clear();
        return new MarketMove(time, ImmutableCollectionsMarshal.AsImmutableArray(quotes), trades);
    }
}
