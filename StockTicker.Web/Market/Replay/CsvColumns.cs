using System.Collections.Frozen;

namespace StockTicker.Web.Market.Replay;

/// <summary>
/// Which columns of a CSV file have which values, by their names, in any order. Case, spaces, hyphens and underscores in names do not
/// matter. Each position is −1 if there is no such column.
/// </summary>
internal sealed record CsvColumns
{
    // The first name that a file has wins: exchange time over the time of arrival, an instrument's symbol over its number.
    private static readonly string[] TimeNames =
        ["time", "timestamp", "date", "datetime", "tsevent", "tradetime", "opentime", "transacttime", "transactiontime", "tsrecv", "t"];

    private static readonly string[] SymbolNames = ["symbol", "ticker", "instrument", "sym", "product", "pair", "rawsymbol", "instrumentid"];
    private static readonly string[] PriceNames = ["price", "last", "lastprice", "tradeprice", "px", "close"];
    private static readonly string[] SizeNames = ["size", "qty", "quantity", "amount", "volume", "vol", "lastsize"];
    private static readonly string[] BidNames = ["bid", "bidprice", "bestbid", "bestbidprice", "bidpx00", "bidpx"];
    private static readonly string[] AskNames = ["ask", "askprice", "bestask", "bestaskprice", "askpx00", "askpx", "offer"];
    private static readonly string[] BidSizeNames = ["bidsize", "bidqty", "bidamount", "bidvolume", "bestbidqty", "bestbidsize", "bidsz00", "bidsz"];
    private static readonly string[] AskSizeNames = ["asksize", "askqty", "askamount", "askvolume", "bestaskqty", "bestasksize", "asksz00", "asksz"];
    private static readonly string[] VolumeNames = ["volume", "vol", "size", "qty", "quantity", "amount"];

    // Binance's public dumps have no header in most files.
    private static readonly string[] BinanceTrades = ["id", "price", "qty", "quoteqty", "time", "isbuyermaker", "isbestmatch"];
    private static readonly string[] BinanceAggregateTrades = ["id", "price", "qty", "firstid", "lastid", "time", "isbuyermaker", "isbestmatch"];
    private static readonly string[] BinanceBars =
        ["opentime", "open", "high", "low", "close", "volume", "closetime", "quotevolume", "count", "takerbuyvolume", "takerbuyquotevolume", "ignore"];

    /// <summary>The number of columns.</summary>
    public required int Count { get; init; }

    /// <summary>The names, as in the file.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Whether the first line has names rather than values.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>The time.</summary>
    public required int Time { get; init; }

    /// <summary>The symbol. Without it, the symbol is in the name of the file.</summary>
    public required int Symbol { get; init; }

    /// <summary>The price of a trade.</summary>
    public required int Price { get; init; }

    /// <summary>The size of a trade.</summary>
    public required int Size { get; init; }

    /// <summary>The best bid.</summary>
    public required int Bid { get; init; }

    /// <summary>The size at the best bid.</summary>
    public required int BidSize { get; init; }

    /// <summary>The best ask.</summary>
    public required int Ask { get; init; }

    /// <summary>The size at the best ask.</summary>
    public required int AskSize { get; init; }

    /// <summary>The first price of a bar.</summary>
    public required int Open { get; init; }

    /// <summary>The highest price of a bar.</summary>
    public required int High { get; init; }

    /// <summary>The lowest price of a bar.</summary>
    public required int Low { get; init; }

    /// <summary>The last price of a bar.</summary>
    public required int Close { get; init; }

    /// <summary>The volume of a bar.</summary>
    public required int Volume { get; init; }

    /// <summary>What happened, as Databento writes it: only <c>T</c> and <c>F</c> are trades.</summary>
    public required int Action { get; init; }

    /// <summary>Whether integer prices are in billionths, as in Databento's files.</summary>
    public required bool IsDatabento { get; init; }

    /// <summary>Whether the lines are bars.</summary>
    public bool HasBars => Open >= 0 && High >= 0 && Low >= 0 && Close >= 0;

    /// <summary>Whether the lines have bid or ask.</summary>
    public bool HasQuotes => Bid >= 0 || Ask >= 0;

    /// <summary>Whether the lines can be replayed.</summary>
    public bool IsUsable => Time >= 0 && (HasBars || Price >= 0 || HasQuotes);

    /// <summary>Finds the columns of a file by its first line.</summary>
    public static CsvColumns Of(IReadOnlyList<string> first)
    {
        var names = first.Select(Normalized).ToArray();
        // Values, if the first is a number.
        var isHeader = names.Length == 0 || names[0].Length == 0 || !names[0].All(char.IsAsciiDigit);
        if (!isHeader)
        {
            names = names.Length switch
            {
                // Aggregate trades of futures lack the last column, too.
                7 when first[5].Any(char.IsAsciiDigit) => BinanceAggregateTrades[..7],
                7 => BinanceTrades,
                8 => BinanceAggregateTrades,
                12 => BinanceBars,
                // A futures dump without the last column.
                6 => BinanceTrades[..6],
                _ => [],
            };
        }
        var positions = names.Select((name, index) => (name, index)).Where(one => one.name.Length > 0)
            // Of several columns with one name, the first counts.
            .GroupBy(one => one.name).ToFrozenDictionary(group => group.Key, group => group.First().index);
        int At(params ReadOnlySpan<string> candidates)
        {
            foreach (var candidate in candidates)
            {
                if (positions.TryGetValue(candidate, out var index))
                    return index;
            }
            return -1;
        }
        return new CsvColumns
        {
            Count = first.Count,
            Names = isHeader ? [.. first.Select(name => name.Trim('"', ' '))] : names,
            HasHeader = isHeader,
            Time = At(TimeNames),
            Symbol = At(SymbolNames),
            Price = At(PriceNames),
            Size = At(SizeNames),
            Bid = At(BidNames),
            BidSize = At(BidSizeNames),
            Ask = At(AskNames),
            AskSize = At(AskSizeNames),
            Open = At("open"),
            High = At("high"),
            Low = At("low"),
            Close = At("close"),
            Volume = At(VolumeNames),
            Action = At("action"),
            IsDatabento = positions.ContainsKey("publisherid") && positions.ContainsKey("rtype"),
        };
    }

    private static string Normalized(string name) =>
        string.Concat(name.Where(c => c is not ('_' or ' ' or '-' or '"' or '\''))).ToLowerInvariant();
}
