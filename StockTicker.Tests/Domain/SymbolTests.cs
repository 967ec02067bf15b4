using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class SymbolTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("AAPL")]
    [InlineData("BRK.B")]
    [InlineData("BF-B")]
    [InlineData("A123456789")]
    public void A_symbol_round_trips_through_text(string text)
    {
        Assert.True(Symbol.TryParse(text, out var symbol));
        Assert.Equal(text, symbol.Value);
        Assert.Equal(text, symbol.ToString());
        Assert.Equal(Symbol.Parse(text), symbol);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("aapl")]
    [InlineData("AAPl")]
    [InlineData("1A")]
    [InlineData(".A")]
    [InlineData("A B")]
    [InlineData("A_B")]
    [InlineData("A\n")]
    [InlineData("Ä")]
    [InlineData("AÄ")]
    [InlineData("A１")]
    [InlineData("A1234567890")]
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
