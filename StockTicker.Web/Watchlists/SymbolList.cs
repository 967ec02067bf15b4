using StockTicker.Domain;

namespace StockTicker.Web.Watchlists;

/// <summary>Reads lists of symbols in request bodies.</summary>
internal static class SymbolList
{
    /// <summary>Finds the instruments of a list, in its order and without duplicates.</summary>
    /// <param name="instruments">All instruments.</param>
    /// <param name="symbols">Symbols in any case.</param>
    /// <param name="found">The instruments.</param>
    /// <returns>A description of the problem, or null.</returns>
    public static string? TryRead(InstrumentCatalog instruments, IEnumerable<string?> symbols, out IReadOnlyList<Instrument> found)
    {
        var wanted = new OrderedDictionary<string, Instrument>();
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in symbols)
        {
            if (instruments.TryGet(symbol ?? "", out var instrument))
                wanted.TryAdd(instrument.Symbol.Value, instrument);
            else
                unknown.Add(symbol ?? "null");
        }
        found = [.. wanted.Values];
        return unknown.Count > 0 ? $"Unknown in symbols: {string.Join(", ", unknown)}." : null;
    }
}
