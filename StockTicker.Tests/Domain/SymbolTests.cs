using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Hosting;

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
    public void Every_symbol_is_safe_in_paths_json_html_csv_and_selectors() =>
        GenText.ForAll(text =>
        {
            if (!Symbol.TryParse(text, out var symbol))
                return;
            // The server decodes all but slashes in a path, and removes dot segments.
            var address = new Uri($"http://localhost/stocks/{Uri.EscapeDataString(text)}");
            Assert.Equal(2, address.AbsolutePath.Count(c => c == '/'));
            Assert.Equal(text, SlashesInRoutes.Decode(PathString.FromUriComponent(address).Value!["/stocks/".Length..]));
            Assert.Equal(text, QueryHelpers.ParseQuery(QueryString.Create("symbols", text).Value)["symbols"].ToString());
            Assert.Equal(symbol, Symbol.Parse(JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(text))!));
            Assert.Equal(text, WebUtility.HtmlDecode(HtmlEncoder.Default.Encode(text)));
            Assert.Equal(symbol, Symbol.Parse(text.ToLowerInvariant()));
            Assert.Equal(symbol, Symbol.Parse(text.ToUpperInvariant()));
            // As a CSV field, in a list, and in a quoted attribute selector, it is as it is.
            Assert.Equal(-1, text.IndexOfAny([',', '"', '\'', '\\', ' ', '\r', '\n', '<', '>', '&', '%']));
            Assert.DoesNotContain(text[0], "=+-@");
            Assert.Contains(text.Trim('.'), char.IsAsciiLetterOrDigit);
        }, cases: 2000);

    /// <summary>Texts of which most are symbols.</summary>
    private static Gen<string> GenText => Gen.Frequency(
        (9, Gen.Char["ABCZabcz0189.-_^=/!:+$@"]), (1, Gen.Char["%?#& ,\\\"'<>\u00e9\u0131"])).Array[1, 34].Select(chars => new string(chars));

    [Fact]
    public void The_default_symbol_prints_as_empty_text() => Assert.Equal("", default(Symbol).Value);
}
