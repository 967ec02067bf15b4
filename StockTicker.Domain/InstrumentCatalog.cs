using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StockTicker.Domain;

/// <summary>
/// The instruments of the market, in a fixed order. Immutable: listing or changing instruments makes another catalog, in which the known
/// ones keep their positions.
/// </summary>
public sealed class InstrumentCatalog : IReadOnlyList<Instrument>
{
    /// <summary>A catalog without instruments.</summary>
    public static readonly InstrumentCatalog Empty = new([]);

    private readonly ImmutableArray<Instrument> _instruments;
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    // Listed or changed later, and found first. Freezing a dictionary costs more than a listing should.
    private readonly ImmutableDictionary<string, Instrument> _listed;

    /// <summary>Initializes a catalog of <paramref name="instruments"/>.</summary>
    /// <exception cref="ArgumentException">
    /// An instrument's index differs from its position, a symbol occurs twice (in any case), or a tick size,
    /// currency or previous close is out of range.
    /// </exception>
    public InstrumentCatalog(IEnumerable<Instrument> instruments)
    {
        _instruments = [.. instruments];
        for (var i = 0; i < _instruments.Length; i++)
        {
            if (_instruments[i].Index != i)
            {
                throw new ArgumentException(
                    $"{_instruments[i]} has index {_instruments[i].Index} at position {i}.", nameof(instruments));
            }
            if (Problem(_instruments[i]) is { } problem)
                throw new ArgumentException(problem, nameof(instruments));
        }
        if (_instruments.GroupBy(i => i.Symbol).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"{twice.Key} occurs in the catalog twice.", nameof(instruments));
        _bySymbol = _instruments.ToFrozenDictionary(i => i.Symbol.Value, Symbol.Comparer);
        _listed = ImmutableDictionary.Create<string, Instrument>(Symbol.Comparer);
    }

    private InstrumentCatalog(
        ImmutableArray<Instrument> instruments, FrozenDictionary<string, Instrument> bySymbol, ImmutableDictionary<string, Instrument> listed) =>
        (_instruments, _bySymbol, _listed) = (instruments, bySymbol, listed);

    /// <inheritdoc/>
    public int Count => _instruments.Length;

    /// <inheritdoc/>
    public Instrument this[int index] => _instruments[index];

    /// <summary>Finds the instrument with a symbol in any case.</summary>
    public bool TryGet(string symbol, [NotNullWhen(true)] out Instrument? instrument) =>
        _listed.TryGetValue(symbol, out instrument) || _bySymbol.TryGetValue(symbol, out instrument);

    /// <summary>Creates a catalog with further instruments, and with changed ones in place of those that have their symbols.</summary>
    /// <exception cref="ArgumentException">
    /// The index of a further instrument does not follow the others, or that of a changed one differs from its position; or one is out of
    /// range, as in the constructor.
    /// </exception>
    public InstrumentCatalog With(IReadOnlyCollection<Instrument> instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        var all = _instruments.ToBuilder();
        var listed = _listed.ToBuilder();
        foreach (var instrument in instruments)
        {
            if (Problem(instrument) is { } problem)
                throw new ArgumentException(problem, nameof(instruments));
            var isKnown = listed.TryGetValue(instrument.Symbol.Value, out var known) || _bySymbol.TryGetValue(instrument.Symbol.Value, out known);
            if (instrument.Index != (isKnown ? known!.Index : all.Count))
            {
                throw new ArgumentException(
                    $"{instrument} has index {instrument.Index} at position {(isKnown ? known!.Index : all.Count)}.", nameof(instruments));
            }
            if (isKnown)
                all[instrument.Index] = instrument;
            else
                all.Add(instrument);
            listed[instrument.Symbol.Value] = instrument;
        }
        return new InstrumentCatalog(all.DrainToImmutable(), _bySymbol, listed.ToImmutable());
    }

    /// <inheritdoc/>
    public IEnumerator<Instrument> GetEnumerator() => ((IEnumerable<Instrument>)_instruments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the problem with an instrument's tick size, currency or previous close, or null if there is none.</summary>
    public static string? Problem(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var (tickSize, close) = (instrument.TickSize, instrument.PreviousClose);
        if (!TickSize.IsValid(tickSize))
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"The tick size of {instrument} is {tickSize}; it must be from {TickSize.Smallest} to {TickSize.Largest}, with at most {TickSize.MaxDecimals} decimals.");
        }
        if (!Currency.IsValid(instrument.Currency))
            return $"The currency of {instrument} is '{instrument.Currency}'; it must be a code such as USD or USDT.";
        if (close is { } price && (Math.Abs(price) > TickSize.MaxPrice(tickSize) || TickSize.RoundToDecimals(price, tickSize) != price))
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"The previous close of {instrument} is {close}; it must be at most {TickSize.MaxPrice(tickSize)} and have the decimals of the tick size, {tickSize}.");
        }
        return null;
    }
}
