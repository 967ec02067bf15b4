using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace StockTicker.Domain;

/// <summary>
/// Simulates a market. Unobserved <see cref="EfficientPrice">efficient prices</see> follow common factors, with volatility
/// clustering, jumps and mean reversion to the previous close. Quotes surround them, and trades occur at the bid or the ask
/// (Roll 1984, "A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market").
/// </summary>
/// <remarks>
/// The model reads no clock and draws only from the <see cref="Random"/> passed in: the same catalog, parameters and seed
/// generate the same moves. (Logarithms may differ in the last digit between operating systems, which can change a price by a
/// tick in rare cases.) Not thread-safe.
/// </remarks>
public sealed class PriceModel
{
    /// <summary>The maximum price, in ticks: ten million dollars at one cent per tick.</summary>
    public const int MaxTicks = 1_000_000_000;

    private readonly PriceModelParameters _parameters;
    private readonly RandomVariates _variates;
    private readonly VolatileMotion _market;
    private readonly VolatileMotion[] _sectors;
    private readonly InstrumentSimulation[] _simulations;
    private readonly int[] _order;
    private readonly List<Trade> _trades = [];
    private double _now;
    private bool _open;

    /// <summary>Initializes a market that has not opened yet.</summary>
    /// <exception cref="ArgumentException">
    /// A parameter is out of range, an instrument's previous close is not a multiple of its tick size from one to
    /// <see cref="MaxTicks"/> ticks, or an instrument has no shares.
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
        var sectors = instruments.Select(SectorOf).Distinct()
            .ToDictionary(sector => sector, _ => new VolatileMotion(parameters, _variates));
        _sectors = [.. sectors.Values];
        _simulations = [.. instruments.Select(i => new InstrumentSimulation(i, parameters, _variates, _market, sectors[SectorOf(i)]))];
        _order = [.. Enumerable.Range(0, instruments.Count)];
    }

    /// <summary>
    /// Opens the market: prices advance overnight, then every instrument trades once in the opening auction. Call it once, before
    /// <see cref="Next"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The market is already open.</exception>
    public MarketMove Open(DateTimeOffset time)
    {
        if (_open)
            throw new InvalidOperationException("The market is already open.");
        _open = true;
        Advance(TradingTime.InYears(_parameters.Overnight));
        var quotes = Array.ConvertAll(_simulations, simulation => simulation.Open(time, _now, _trades));
        return Move(time, quotes);
    }

    /// <summary>
    /// Advances the market by <paramref name="elapsed"/>, then trades <paramref name="count"/> instruments chosen at random.
    /// </summary>
    /// <param name="time">The time of the move.</param>
    /// <param name="elapsed">
    /// The elapsed time of the market's clock, not negative; <see cref="PriceModelParameters.Speed"/> converts it to trading time.
    /// </param>
    /// <param name="count">The number of distinct instruments that trade, from 0 to all.</param>
    /// <exception cref="InvalidOperationException">The market is not open.</exception>
    public MarketMove Next(DateTimeOffset time, TimeSpan elapsed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _simulations.Length);
        if (!_open)
            throw new InvalidOperationException("The market is not open.");

        Advance(TradingTime.InYears(elapsed) * _parameters.Speed);
        var quotes = new Quote[count];
        var chosen = Choose(count);
        for (var i = 0; i < count; i++)
            quotes[i] = _simulations[chosen[i]].Trade(time, _now, _trades);
        return Move(time, quotes);
    }

    /// <summary>
    /// Gets the state of the volatility, with which <see cref="Resume"/> continues in another process: the logarithms of the variances of
    /// the market, the sectors, and the instruments.
    /// </summary>
    public ImmutableArray<double> GetVolatility() =>
        [_market.LogVariance, .. _sectors.Select(sector => sector.LogVariance), .. _simulations.Select(simulation => simulation.LogVariance)];

    /// <summary>
    /// Continues the market of another process, with the same catalog and parameters. Prices and sessions are those of its book. The
    /// unobserved part of each price, less than a spread, is lost.
    /// </summary>
    /// <param name="book">The book to continue from.</param>
    /// <param name="volatility">Its volatility. If empty, the volatility of this model is kept.</param>
    /// <exception cref="ArgumentException">The book or the volatility is of another market.</exception>
    public void Resume(BookSnapshot book, ImmutableArray<double> volatility)
    {
        ArgumentNullException.ThrowIfNull(book);
        var sectors = 1 + _sectors.Length;
        if (book.Quotes.Length != _simulations.Length || (!volatility.IsEmpty && volatility.Length != sectors + _simulations.Length))
            throw new ArgumentException("The state is of another market.", nameof(book));
        _open = true;
        if (!volatility.IsEmpty)
        {
            _market.LogVariance = volatility[0];
            for (var i = 0; i < _sectors.Length; i++)
                _sectors[i].LogVariance = volatility[1 + i];
            for (var i = 0; i < _simulations.Length; i++)
                _simulations[i].LogVariance = volatility[sectors + i];
        }
        foreach (var quote in book.Quotes)
            _simulations[quote.Instrument.Index].Resume(quote, _now);
    }

    // Instruments without a sector have one in common.
    private static string SectorOf(Instrument instrument) => instrument.Sector ?? "";

    private void Advance(double years)
    {
        _now += years;
        _market.Advance(years);
        foreach (var sector in _sectors)
            sector.Advance(years);
    }

    /// <summary>
    /// Chooses instruments by the first steps of a shuffle (Durstenfeld 1964), which works from any initial order, and sorts them
    /// into catalog order.
    /// </summary>
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
