using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StockTicker.Domain;

/// <summary>All instruments of the market, in a fixed order.</summary>
public sealed class InstrumentCatalog : IReadOnlyList<Instrument>
{
    private readonly ImmutableArray<Instrument> _instruments;
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    /// <summary>Initializes a catalog of <paramref name="instruments"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The catalog is empty, an instrument's index differs from its position, a symbol occurs twice (in any case), or a tick size,
    /// currency or previous close is out of range.
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
            if (Problem(_instruments[i]) is { } problem)
                throw new ArgumentException(problem, nameof(instruments));
        }
        if (_instruments.GroupBy(i => i.Symbol).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"{twice.Key} occurs in the catalog twice.", nameof(instruments));
        _bySymbol = _instruments.ToFrozenDictionary(i => i.Symbol.Value, Symbol.Comparer);
    }

    /// <inheritdoc/>
    public int Count => _instruments.Length;

    /// <inheritdoc/>
    public Instrument this[int index] => _instruments[index];

    /// <summary>Finds the instrument with a symbol in any case.</summary>
    public bool TryGet(string symbol, [NotNullWhen(true)] out Instrument? instrument) =>
        _bySymbol.TryGetValue(symbol, out instrument);

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
