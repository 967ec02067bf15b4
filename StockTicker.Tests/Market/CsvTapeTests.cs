using System.Globalization;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market.Replay;

namespace StockTicker.Tests.Market;

public sealed class CsvTapeTests : IDisposable
{
    private readonly MarketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The same trade in each format: 2 of the symbol at 101.25 on 5 January 2026, 14:30:00.5.
    public static readonly TheoryData<string, string, string> Formats = new()
    {
        { "a.csv", "time,symbol,price,size\n2026-01-05T14:30:00.5Z,ABC,101.25,2\n", "ABC" },
        { "a.csv", "Size;Price;Ticker;Timestamp\r\n2;101,25;ABC;1767623400500\r\n", "ABC" },
        { "a.tsv", "last\tinstrument\tqty\tdate\n101.25\tABC\t2.000\t1767623400.5\n", "ABC" },
        { "a.csv", "\"symbol\",\"price\",\"volume\",\"time\"\n\"ABC\",\"1.0125e2\",\"2\",\"2026-01-05 14:30:00.500\"\n", "ABC" },
        { "BRK.B.csv", "time,price,size\n2026-01-05T15:30:00.500+01:00,101.25,2", "BRK.B" },
        // tardis.dev
        { "t.csv", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nbinance,ABC,1767623400500000,1767623400512345,1,buy,101.25,2\n", "ABC" },
        // Databento, as numbers and as text.
        {
            "d.csv",
            "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence,symbol\n"
                + "1767623400500123456,1767623400500000000,0,1,15,T,B,0,101250000000,2,0,1,1,ABC\n",
            "ABC"
        },
        {
            "d.csv",
            "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence,symbol\n"
                + "2026-01-05T14:30:00.500123456Z,2026-01-05T14:30:00.500000000Z,1,1,15,A,B,0,99.000000000,7,0,1,1,ABC\n"
                + "2026-01-05T14:30:00.500123456Z,2026-01-05T14:30:00.500000000Z,1,1,15,T,B,0,101.250000000,2,0,1,1,ABC\n",
            "ABC"
        },
        // Binance's public dumps.
        { "ABCUSDT-trades-2026-01-05.csv", "1001,101.25000000,2.00000000,202.50000000,1767623400500000,True,True\n", "ABCUSDT" },
        { "ABCUSDT-aggTrades-2026-01-05.csv", "1001,101.25000000,2.00000000,1,2,1767623400500,True,True\n", "ABCUSDT" },
        { "ABCUSDT-trades-2026-01.csv", "id,price,qty,quote_qty,time,is_buyer_maker\n1001,101.25,2,202.5,1767623400500,true\n", "ABCUSDT" },
    };

    [Theory, MemberData(nameof(Formats))]
    public void Trades_are_read_in_the_formats_that_people_have(string name, string text, string symbol)
    {
        var (trades, quotes, bad) = MarketFolder.ReadAll(_folder.Write(name, text));

        Assert.Equal(0, bad.Count);
        var trade = Assert.Single(trades);
        Assert.Equal((symbol, 101.25m, 2m), (trade.Instrument.Symbol.Value, trade.Price, trade.Size));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(TickerApplication.Start + 500), trade.Time);
        Assert.Equal("101.25", Assert.Single(quotes).Price!.Value.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Quotes_and_bars_are_read_and_what_they_do_not_say_stays_unknown()
    {
        var quotes = MarketFolder.ReadAll(_folder.WriteGzip("q.csv.gz",
            "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nb,A,1767623400000000,1,5,10.02,10.01,3\n")).Quotes;
        var (_, bars, bad) = MarketFolder.ReadAll(_folder.Write("AAPL.csv", "Date,Open,High,Low,Close,Volume\n20260105,10,12,9,11,1000\n2026-01-05T14:00:00Z,11,11,8,8.5,500\n"));

        var quote = Assert.Single(quotes);
        Assert.Equal((10.01m, 3m, 10.02m, 5m, null), (quote.Bid, quote.BidSize, quote.Ask, quote.AskSize, quote.Price));
        var bar = Assert.Single(bars);
        Assert.Equal(0, bad.Count);
        Assert.Equal(("AAPL", 10m, 12m, 8m, 8.5m), (bar.Instrument.Symbol.Value, bar.Open, bar.High, bar.Low, bar.Price));
        Assert.Equal((1500m, null, null), (bar.Volume, bar.Vwap, bar.Bid));
    }

    [Fact]
    public void Files_are_merged_by_time_and_instruments_get_the_decimals_of_their_prices()
    {
        _folder.Write("1.csv", "time,symbol,price,size\n1767623401,A,1.5,1\n1767623403,A,1.12345678,1\n");
        _folder.WriteGzip("2.csv.gz", "time,symbol,price,size\n1767623400,B,-37.63,1\n1767623402,A,1.25,3\n");

        var (trades, quotes, bad) = MarketFolder.ReadAll(_folder.Path);

        Assert.Equal(0, bad.Count);
        Assert.Equal([-37.63m, 1.5m, 1.25m, 1.12345678m], trades.Select(trade => trade.Price));
        var a = quotes.Single(quote => quote.Instrument.Symbol.Value == "A");
        Assert.Equal((0.00000001m, 1.50000000m, 5m), (a.Instrument.TickSize, a.High, a.Volume));
        Assert.Equal(1.27469136m, a.Vwap);
    }

    [Fact]
    public void A_bad_line_is_counted_and_named_with_file_line_column_and_reason()
    {
        var log = new LogRecorder();
        var path = _folder.Write("bad.csv",
            "time,symbol,price,size\n1767623400,A,1,1\nyesterday,A,1,1\n1767623401,A,one,1\n1767623402,A B,1,1\n1767623403,A\n1767623404,A,1,-1\n1767623000,A,1,1\n1767623405,A,2,1\n"
                + string.Concat(Enumerable.Repeat("x,A,1,1\n", 30)));

        var (trades, _, bad) = MarketFolder.ReadAll(path, logger: log.CreateLogger("replay"));

        Assert.Equal([1m, 2m], trades.Select(trade => trade.Price));
        Assert.Equal(36, bad.Count);
        var lines = log.Lines.ToList();
        Assert.Contains("Skipped bad.csv, line 3, column time: 'yesterday': not a time from 1970 on.", lines);
        Assert.Contains("Skipped bad.csv, line 4, column price: 'one': not a number.", lines);
        Assert.Contains("Skipped bad.csv, line 5, column symbol: 'A B': the symbol is not valid.", lines);
        Assert.Contains("Skipped bad.csv, line 6: the line has too few columns.", lines);
        Assert.Contains(lines, line => line.StartsWith("Skipped bad.csv, line 8, column time", StringComparison.Ordinal));
        Assert.Equal(BadLines.MaxNamed, lines.Count(line => line.Contains("not a time", StringComparison.Ordinal) && line.StartsWith("Skipped", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("empty.csv", "", "it has no first line")]
    [InlineData("a.csv", "one,two\n1,2\n", "its columns are one, two")]
    [InlineData("a.csv", "1,2\n1,2\n", "its 2 columns are not those of a known format")]
    [InlineData("a.csv", "PK\u0003\u0004rest", "it is a ZIP archive")]
    [InlineData("a.ndjson", "{\"time\":1}\n", "it does not begin with a line of a recording")]
    public void A_file_that_cannot_be_replayed_is_named_with_the_reason(string name, string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => MarketFolder.ReadAll(_folder.Write(name, text))).Message, StringComparison.Ordinal);
}
