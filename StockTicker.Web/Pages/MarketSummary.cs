using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>The market summary shown above the table.</summary>
/// <param name="AverageMove">Mean change of all instruments in percent, equally weighted, with two decimals.</param>
/// <param name="Advancers">Number of instruments above their previous close.</param>
/// <param name="Decliners">Number of instruments below their previous close.</param>
/// <param name="Unchanged">Number of instruments at their previous close.</param>
/// <param name="Gainers">The quotes with the largest percent changes, largest first.</param>
/// <param name="Losers">The quotes with the smallest percent changes, smallest first.</param>
/// <param name="Volume">Shares traded in the session.</param>
/// <param name="Turnover">Dollars traded in the session: volume times VWAP.</param>
/// <param name="Sectors">Mean percent change of each sector, ordered by name.</param>
public sealed record MarketSummary(
    decimal AverageMove, int Advancers, int Decliners, int Unchanged,
    IReadOnlyList<Quote> Gainers, IReadOnlyList<Quote> Losers, long Volume, decimal Turnover, IReadOnlyList<SectorMove> Sectors)
{
    /// <summary>Number of gainers, and of losers, to list.</summary>
    public const int Movers = 3;

    /// <summary>The summary of <paramref name="quotes"/>, which must not be empty.</summary>
    public static MarketSummary Of(IReadOnlyCollection<Quote> quotes)
    {
        ArgumentNullException.ThrowIfNull(quotes);
        var advancers = quotes.Count(q => q.Change > 0);
        var decliners = quotes.Count(q => q.Change < 0);
        return new MarketSummary(
            AverageOf(quotes), advancers, decliners, quotes.Count - advancers - decliners,
            [.. quotes.OrderByDescending(q => q.ChangePercent).Take(Movers)],
            [.. quotes.OrderBy(q => q.ChangePercent).Take(Movers)],
            quotes.Sum(q => q.Volume), quotes.Sum(q => q.Volume * q.Vwap),
            [.. quotes.GroupBy(q => q.Instrument.Sector)
                .Select(g => new SectorMove(g.Key, AverageOf(g)))
                .OrderBy(s => s.Name, StringComparer.Ordinal)]);
    }

    // Rounded in the same way as by the script that updates it.
    private static decimal AverageOf(IEnumerable<Quote> quotes) =>
        Math.Round(quotes.Average(q => q.ChangePercent), 2, MidpointRounding.AwayFromZero);
}

/// <summary>Mean percent change of a sector's instruments, with two decimals.</summary>
public sealed record SectorMove(string Name, decimal AverageMove);
