using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace StockTicker.Domain;

/// <summary>All instruments of the market, in their fixed order.</summary>
public sealed class InstrumentCatalog : IReadOnlyList<Instrument>
{
    private readonly ImmutableArray<Instrument> _instruments;
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    /// <summary>A catalog of <paramref name="instruments"/>.</summary>
    /// <exception cref="ArgumentException">It is empty, an index is not the position, or a symbol stands in it twice.</exception>
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
            throw new ArgumentException($"{twice.Key} stands in the catalog twice.", nameof(instruments));
        _bySymbol = _instruments.ToFrozenDictionary(i => i.Symbol.Value, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public int Count => _instruments.Length;

    /// <inheritdoc/>
    public Instrument this[int index] => _instruments[index];

    /// <summary>The instrument with this symbol; upper case only.</summary>
    public bool TryGet(string symbol, [NotNullWhen(true)] out Instrument? instrument) =>
        _bySymbol.TryGetValue(symbol, out instrument);

    /// <inheritdoc/>
    public IEnumerator<Instrument> GetEnumerator() => ((IEnumerable<Instrument>)_instruments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
