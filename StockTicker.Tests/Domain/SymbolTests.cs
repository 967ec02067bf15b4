using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class SymbolTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("AAPL")]
    [InlineData("BRK.B")]
    [InlineData("BF-B")]
    [InlineData("^GSPC")]
    [InlineData("EURUSD=X")]
    [InlineData("BTC/USD")]
    [InlineData("BTC/USD:USDT")]
    [InlineData("0700.HK")]
    [InlineData("CL=F")]
    [InlineData("ES1!")]
    [InlineData(".DJI")]
    [InlineData("AAC+")]
    [InlineData("$VIX")]
    [InlineData("TRUE")]
    [InlineData("NA")]
    [InlineData("CON")]
    [InlineData("btcusdt")]
    [InlineData("A1234567890123456789012345678901")]
    public void A_symbol_round_trips_through_text(string text)
    {
        Assert.True(Symbol.TryParse(text, out var symbol));
        Assert.Equal(text, symbol.Value);
        Assert.Equal(text, symbol.ToString());
        Assert.Equal(Symbol.Parse(text), symbol);
    }

    [Theory]
    [InlineData("BRK.B", "brk.b")]
    [InlineData("BTC/usd", "btc/USD")]
    public void Case_is_kept_and_ignored_in_comparisons(string one, string other)
    {
        Assert.Equal(Symbol.Parse(one), Symbol.Parse(other));
        Assert.Equal(Symbol.Parse(one).GetHashCode(), Symbol.Parse(other).GetHashCode());
        Assert.NotEqual(Symbol.Parse(one).Value, Symbol.Parse(other).Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("^")]
    [InlineData("/A")]
    [InlineData("A/")]
    [InlineData("A//B")]
    [InlineData("A/../B")]
    [InlineData("=A")]
    [InlineData("+A")]
    [InlineData("-A")]
    [InlineData("@watchlist")]
    [InlineData("A B")]
    [InlineData("A,B")]
    [InlineData("A%2FB")]
    [InlineData("A?B")]
    [InlineData("A#B")]
    [InlineData("A&B")]
    [InlineData("A\\B")]
    [InlineData("A\"B")]
    [InlineData("A'B")]
    [InlineData("A`B")]
    [InlineData("<A>")]
    [InlineData("A\n")]
    [InlineData("A\0")]
    [InlineData("Ä")]
    [InlineData("AÄ")]
    [InlineData("A１")]
    [InlineData("Aı")]
    [InlineData("A12345678901234567890123456789012")]
    public void Invalid_symbols_are_rejected(string? text)
    {
        Assert.False(Symbol.TryParse(text, out var symbol));
        Assert.Equal(default, symbol);
        var fault = Assert.Throws<FormatException>(() => Symbol.Parse(text!));
        Assert.Contains($"'{text}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_symbol_prints_as_empty_text() => Assert.Equal("", default(Symbol).Value);
}
