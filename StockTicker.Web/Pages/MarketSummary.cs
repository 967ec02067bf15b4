using StockTicker.Domain;

namespace StockTicker.Web.Pages;

/// <summary>The market in a few numbers: what stands above the table.</summary>
/// <param name="AverageMove">Mean change of all instruments, each counting the same, in per cent.</param>
/// <param name="Advancers">How many stand above their previous close.</param>
/// <param name="Decliners">How many stand below it.</param>
/// <param name="Unchanged">How many stand at it.</param>
/// <param name="Gainers">The quotes with the largest changes in per cent, the largest first.</param>
/// <param name="Losers">Those with the smallest, the smallest first.</param>
/// <param name="Volume">Shares traded in the session.</param>
/// <param name="Turnover">Dollars traded in the session: volume times VWAP.</param>
/// <param name="Sectors">Mean change of each sector in per cent, by name.</param>
public sealed record MarketSummary(
    decimal AverageMove, int Advancers, int Decliners, int Unchanged,
    IReadOnlyList<Quote> Gainers, IReadOnlyList<Quote> Losers, long Volume, decimal Turnover, IReadOnlyList<SectorMove> Sectors)
{
    /// <summary>How many gainers, and how many losers, are named.</summary>
    public const int Movers = 3;

    /// <summary>The summary of <paramref name="quotes"/>, of which there is at least one.</summary>
    public static MarketSummary Of(IReadOnlyCollection<Quote> quotes)
    {
        ArgumentNullException.ThrowIfNull(quotes);
        var advancers = quotes.Count(q => q.Change > 0);
        var decliners = quotes.Count(q => q.Change < 0);
        return new MarketSummary(
            quotes.Average(q => q.ChangePercent), advancers, decliners, quotes.Count - advancers - decliners,
            [.. quotes.OrderByDescending(q => q.ChangePercent).Take(Movers)],
            [.. quotes.OrderBy(q => q.ChangePercent).Take(Movers)],
            quotes.Sum(q => q.Volume), quotes.Sum(q => q.Volume * q.Vwap),
            [.. quotes.GroupBy(q => q.Instrument.Sector)
                .Select(g => new SectorMove(g.Key, g.Average(q => q.ChangePercent)))
                .OrderBy(s => s.Name, StringComparer.Ordinal)]);
    }
}

/// <summary>Mean change of a sector's instruments, in per cent.</summary>
public sealed record SectorMove(string Name, decimal AverageMove);
