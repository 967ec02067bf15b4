using StockTicker.Domain;
using StockTicker.Web.Market.Lists;

namespace StockTicker.Tests.Market;

public sealed class InstrumentFileTests : IDisposable
{
    private readonly MarketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("list.csv", "Name;symbol;Tick Size;previous_close;currency;sector;shares;ignored\n\"Bitcoin; or so\";btc/usd;0.00000001;64250.1;USDT;;;x\nApple;AAPL;;150.20;;IT;15000000000;\n")]
    [InlineData("list.json", """[{"symbol":"btc/usd","name":"Bitcoin; or so","tickSize":"0.00000001","previousClose":64250.1,"currency":"USDT"},{"symbol":"AAPL","name":"Apple","sector":"IT","previousClose":150.20,"shares":15000000000}]""")]
    public void A_list_is_CSV_or_JSON_with_columns_by_name(string name, string text)
    {
        Assert.True(InstrumentFile.TryRead(_folder.Write(name, text), 10, out var list, out _));

        Assert.Equal(
            [
                new Instrument { Index = 0, Symbol = Symbol.Parse("btc/usd"), Name = "Bitcoin; or so", TickSize = 0.00000001m, PreviousClose = 64250.1m, Currency = "USDT" },
                new Instrument { Index = 1, Symbol = Symbol.Parse("AAPL"), Name = "Apple", Sector = "IT", TickSize = 0.01m, PreviousClose = 150.20m, SharesOutstanding = 15_000_000_000 },
            ],
            list);
        Assert.Equal("btc/usd", list[0].Symbol.Value);
        Assert.True(list.TryGet("BTC/USD", out _));
    }

    [Theory]
    [InlineData("", "it has no instruments")]
    [InlineData("name\nApple", "its first line has no column 'symbol'")]
    [InlineData("symbol\nA,B", "line 2 has 2 columns, and the first line has 1")]
    [InlineData("symbol\nA B", "line 2: 'A B' is not a symbol")]
    [InlineData("symbol\nA\na", "line 3: a is in line 2, too")]
    [InlineData("symbol,tickSize\nA,0", "line 2: The tick size of A is 0")]
    [InlineData("symbol,previousClose\nA,abc", "line 2: previousClose is 'abc'; it must be a number")]
    [InlineData("symbol,currency\nA,$", "line 2: The currency of A is '$'")]
    [InlineData("[{\"symbol\":\"A\"},", "line 1 is not valid JSON")]
    [InlineData("[1]", "instrument 1: it must be an object")]
    [InlineData("symbol\nA\nB\nC", "it has more than 2 instruments")]
    public void A_bad_list_is_named_with_the_first_problem(string text, string expected)
    {
        Assert.False(InstrumentFile.TryRead(_folder.Write("list", text), 2, out _, out var problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }
}
