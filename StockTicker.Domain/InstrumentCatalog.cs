using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Domain;

/// <summary>All instruments of the market, in a fixed order.</summary>
public sealed class InstrumentCatalog : IReadOnlyList<Instrument>
{
    private readonly ImmutableArray<Instrument> _instruments;
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    /// <summary>Initializes a catalog of <paramref name="instruments"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The catalog is empty, an instrument's index differs from its position, or a symbol occurs twice.
    /// </exception>
    public InstrumentCatalog(IEnumerable<Instrument> instruments)
    {
        _instruments = [.. instruments];
        if (_instruments.IsEmpty)
            throw new ArgumentException("A market needs at least one instrument.", nameof(instruments));
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
    }

    /// <inheritdoc/>
    public int Count => _instruments.Length;

    /// <inheritdoc/>
    public Instrument this[int index] => _instruments[index];

    /// <summary>Finds the instrument with a symbol, which must be in upper case.</summary>
    public bool TryGet(string symbol, [NotNullWhen(true)] out Instrument? instrument) =>
        _bySymbol.TryGetValue(symbol, out instrument);

    /// <inheritdoc/>
    public IEnumerator<Instrument> GetEnumerator() => ((IEnumerable<Instrument>)_instruments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
