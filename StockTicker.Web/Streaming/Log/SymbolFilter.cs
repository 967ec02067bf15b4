using System.Collections;
using System.Collections.Immutable;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>Selects the instruments of a stream or a response.</summary>
internal sealed class SymbolFilter
{
    /// <summary>The filter that contains all instruments.</summary>
    public static readonly SymbolFilter All = new([], null);

    private readonly BitArray? _wanted;

    private SymbolFilter(IReadOnlyList<Instrument> instruments, BitArray? wanted)
    {
        Instruments = instruments;
        _wanted = wanted;
    }

    /// <summary>Whether the filter contains all instruments.</summary>
    public bool IsAll => _wanted is null;

    /// <summary>The selected instruments, in catalog order; empty for <see cref="All"/>.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Gets whether the filter contains the instrument at <paramref name="index"/>.</summary>
    public bool Contains(int index) => _wanted is null || (index < _wanted.Length && _wanted[index]);

    /// <summary>Gets the quotes of the filter's instruments, in catalog order. Those that the book does not have yet are omitted.</summary>
    public ImmutableArray<Quote> Of(BookSnapshot book) => IsAll
        ? book.Quotes
        : [.. Instruments.Where(instrument => instrument.Index < book.Quotes.Length).Select(instrument => book[instrument])];

    /// <summary>Creates a filter that contains <paramref name="instruments"/>, which may be empty.</summary>
    public static SymbolFilter Of(IReadOnlyList<Instrument> instruments, InstrumentCatalog catalog)
    {
        var wanted = new BitArray(catalog.Count);
        foreach (var instrument in instruments)
            wanted[instrument.Index] = true;
        return new SymbolFilter([.. catalog.Where(instrument => wanted[instrument.Index])], wanted);
    }

    /// <summary>
    /// Parses a comma-separated list of symbols in any case; null means all instruments. The error lists unknown symbols.
    /// </summary>
    public static bool TryParse(string? list, InstrumentCatalog catalog, out SymbolFilter filter, out string error)
    {
        filter = All;
        error = "";
        if (list is null)
            return true;
        var symbols = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (symbols.Length == 0)
        {
            error = "symbols is empty; omit it to select all instruments.";
            return false;
        }
        var wanted = new List<Instrument>();
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in symbols)
        {
            if (catalog.TryGet(symbol, out var instrument))
                wanted.Add(instrument);
            else
                unknown.Add(symbol);
        }
        if (unknown.Count > 0)
        {
            error = $"Unknown in symbols: {string.Join(", ", unknown)}.";
            return false;
        }
        filter = Of(wanted, catalog);
        return true;
    }
}
