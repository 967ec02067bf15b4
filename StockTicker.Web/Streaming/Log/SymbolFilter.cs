using System.Collections;
using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>Which instruments a stream or an answer is about.</summary>
internal sealed class SymbolFilter
{
    /// <summary>All instruments.</summary>
    public static readonly SymbolFilter All = new([], null);

    private readonly BitArray? _wanted;

    private SymbolFilter(IReadOnlyList<Instrument> instruments, BitArray? wanted)
    {
        Instruments = instruments;
        _wanted = wanted;
    }

    /// <summary>Whether it lets everything through.</summary>
    public bool IsAll => _wanted is null;

    /// <summary>What it lets through, in catalog order; empty for <see cref="All"/>.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Whether it lets the instrument at <paramref name="index"/> through.</summary>
    public bool Contains(int index) => _wanted is null || _wanted[index];

    /// <summary>These instruments; none of them is a filter too, which lets nothing through.</summary>
    public static SymbolFilter Of(IReadOnlyList<Instrument> instruments, InstrumentCatalog catalog)
    {
        var wanted = new BitArray(catalog.Count);
        foreach (var instrument in instruments)
            wanted[instrument.Index] = true;
        return new SymbolFilter([.. catalog.Where(instrument => wanted[instrument.Index])], wanted);
    }

    /// <summary>
    /// Reads a comma list of symbols, in any case; null means all instruments. Says which of them there are not.
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
            error = "symbols names no symbol; leave it out to get all of them.";
            return false;
        }
        var wanted = new List<Instrument>();
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in symbols)
        {
            if (catalog.TryGet(symbol.ToUpperInvariant(), out var instrument))
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
