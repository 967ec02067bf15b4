using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Domain;

/// <summary>
/// The instruments of the market, in a fixed order. Immutable: listing further instruments makes another catalog, in which the known ones
/// keep their positions.
/// </summary>
public sealed class InstrumentCatalog : IReadOnlyList<Instrument>
{
    /// <summary>A catalog without instruments.</summary>
    public static readonly InstrumentCatalog Empty = new([]);

    private readonly ImmutableArray<Instrument> _instruments;
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    // Freezing a dictionary costs more than a listing should.
    private readonly ImmutableDictionary<string, Instrument> _listed;

    /// <summary>Initializes a catalog of <paramref name="instruments"/>.</summary>
    /// <exception cref="ArgumentException">An instrument's index differs from its position, or a symbol occurs twice.</exception>
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
        }
        if (_instruments.GroupBy(i => i.Symbol).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"{twice.Key} occurs in the catalog twice.", nameof(instruments));
        _bySymbol = _instruments.ToFrozenDictionary(i => i.Symbol.Value, StringComparer.Ordinal);
        _listed = ImmutableDictionary.Create<string, Instrument>(StringComparer.Ordinal);
    }

    private InstrumentCatalog(
        ImmutableArray<Instrument> instruments, FrozenDictionary<string, Instrument> bySymbol, ImmutableDictionary<string, Instrument> listed) =>
        (_instruments, _bySymbol, _listed) = (instruments, bySymbol, listed);

    /// <inheritdoc/>
    public int Count => _instruments.Length;

    /// <inheritdoc/>
    public Instrument this[int index] => _instruments[index];

    /// <summary>Finds the instrument with a symbol, which must be in upper case.</summary>
    public bool TryGet(string symbol, [NotNullWhen(true)] out Instrument? instrument) =>
        _bySymbol.TryGetValue(symbol, out instrument) || _listed.TryGetValue(symbol, out instrument);

    /// <summary>Creates a catalog of these instruments followed by <paramref name="listed"/>.</summary>
    /// <exception cref="ArgumentException">An instrument's index differs from its position, or a symbol occurs twice.</exception>
    public InstrumentCatalog List(IReadOnlyCollection<Instrument> listed)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var bySymbol = _listed.ToBuilder();
        var index = Count;
        foreach (var instrument in listed)
        {
            if (instrument.Index != index)
                throw new ArgumentException($"{instrument} has index {instrument.Index} at position {index}.", nameof(listed));
            if (_bySymbol.ContainsKey(instrument.Symbol.Value) || !bySymbol.TryAdd(instrument.Symbol.Value, instrument))
                throw new ArgumentException($"{instrument} occurs in the catalog twice.", nameof(listed));
            index++;
        }
        return new InstrumentCatalog([.. _instruments, .. listed], _bySymbol, bySymbol.ToImmutable());
    }

    /// <inheritdoc/>
    public IEnumerator<Instrument> GetEnumerator() => ((IEnumerable<Instrument>)_instruments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
