using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>The market summary shown above the table.</summary>
/// <param name="AverageMove">Mean change of all instruments in percent, equally weighted, with two decimals; null if none is known.</param>
/// <param name="Advancers">Number of instruments above their previous close.</param>
/// <param name="Decliners">Number of instruments below their previous close.</param>
/// <param name="Unchanged">Number of instruments at their previous close.</param>
/// <param name="Gainers">The quotes with the largest gains in percent, largest first; none if nothing has risen.</param>
/// <param name="Losers">The quotes with the largest losses in percent, largest first; none if nothing has fallen.</param>
/// <param name="Volume">Shares or units traded in the session.</param>
/// <param name="Turnover">Money traded in the session: volume times VWAP. Meaningless without <paramref name="Currency"/>.</param>
/// <param name="Currency">The currency of all instruments; null if they have several or there are none.</param>
/// <param name="Sectors">Mean percent change of each sector, ordered by name.</param>
public sealed record MarketSummary(
    decimal? AverageMove, int Advancers, int Decliners, int Unchanged, IReadOnlyList<Quote> Gainers, IReadOnlyList<Quote> Losers,
    decimal Volume, decimal Turnover, string? Currency, IReadOnlyList<SectorMove> Sectors)
{
    /// <summary>The most gainers, and losers, to list.</summary>
    public const int Movers = 3;

    /// <summary>The summary of <paramref name="quotes"/>, which may be empty.</summary>
    public static MarketSummary Of(IReadOnlyCollection<Quote> quotes)
    {
        ArgumentNullException.ThrowIfNull(quotes);
        return new MarketSummary(
            AverageOf(quotes), quotes.Count(q => q.Change > 0), quotes.Count(q => q.Change < 0), quotes.Count(q => q.Change == 0),
            [.. quotes.Where(q => q.ChangePercent > 0).OrderByDescending(q => q.ChangePercent).Take(Movers)],
            [.. quotes.Where(q => q.ChangePercent < 0).OrderBy(q => q.ChangePercent).Take(Movers)],
            quotes.Sum(q => q.Volume), quotes.Sum(q => q.Turnover ?? 0), CurrencyOf(quotes),
            [.. quotes.Where(q => q.Instrument.Sector is not null).GroupBy(q => q.Instrument.Sector!)
                .Select(g => new SectorMove(g.Key, AverageOf(g)))
                .OrderBy(s => s.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The currency of all quotes; null if they have several.</summary>
    private static string? CurrencyOf(IReadOnlyCollection<Quote> quotes)
    {
        var first = quotes.FirstOrDefault()?.Instrument.Currency;
        return quotes.All(q => q.Instrument.Currency == first) ? first : null;
    }

    // Rounded in the same way as by the script that updates it.
    private static decimal? AverageOf(IEnumerable<Quote> quotes) =>
        quotes.Average(q => q.ChangePercent) is { } average ? Math.Round(average, 2, MidpointRounding.AwayFromZero) : null;
}

/// <summary>Mean percent change of a sector's instruments, with two decimals; null if none is known.</summary>
public sealed record SectorMove(string Name, decimal? AverageMove);
