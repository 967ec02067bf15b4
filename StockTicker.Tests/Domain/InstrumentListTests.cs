using StockTicker.Domain;
using StockTicker.Web.Market.Simulation;

namespace StockTicker.Tests.Domain;

public sealed class InstrumentListTests
{
    private static readonly InstrumentCatalog All = InstrumentList.Create(InstrumentList.MaxCount, 7);

    [Fact]
    public void The_list_begins_with_Apple_Alphabet_and_Microsoft() =>
        Assert.Equal(["AAPL", "GOOGL", "MSFT"], InstrumentList.Create(3, 1).Select(i => i.Symbol.Value));

    [Fact]
    public void The_same_seed_generates_the_same_list() => Assert.Equal(All, InstrumentList.Create(10_000, 7));

    [Fact]
    public void Another_seed_changes_all_but_the_well_known_instruments()
    {
        var other = InstrumentList.Create(1000, 8);
        var known = WellKnownInstruments.All.Length;
        Assert.Equal(All.Take(known), other.Take(known));
        Assert.True(All.Skip(known).Take(800).Zip(other.Skip(known)).Count(pair => pair.First == pair.Second) < 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(500)]
    public void A_shorter_list_is_a_prefix_of_a_longer_one(int count) =>
        Assert.Equal(All.Take(count), InstrumentList.Create(count, 7));

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void Fewer_than_1_or_more_than_10_000_instruments_are_rejected(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => InstrumentList.Create(count, 1));

    [Fact]
    public void Every_instrument_can_be_listed()
    {
        Assert.Equal(10_000, All.Select(i => i.Symbol).Distinct().Count());
        Assert.Equal(10_000, All.Select(i => i.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(All, i =>
        {
            Assert.InRange(i.Symbol.Value.Length, 1, 5);
            Assert.InRange(i.Name.Length, 2, 60);
            Assert.All(i.Name, c => Assert.True(char.IsAsciiLetterOrDigit(c) || " .,&'-".Contains(c), i.Name));
            Assert.Contains(i.Sector, WellKnownInstruments.Sectors);
            Assert.InRange(i.SharesOutstanding!.Value, 1_000_000, 30_000_000_000);
            var previousClose = i.PreviousClose!.Value;
            Assert.InRange(previousClose, 0.05m, 5_000m);
            Assert.Equal(TickSize.Round(previousClose, i.TickSize), previousClose);
            Assert.Equal(i.TickSize.Scale, previousClose.Scale);
        });
        Assert.InRange(All.Count(i => i.PreviousClose < 1), 20, 300);
    }

    [Fact]
    public void A_generated_symbol_resembles_its_name()
    {
        var made = All.Skip(WellKnownInstruments.All.Length).ToArray();
        Assert.True(made.Count(i => i.Symbol.Value[0] == i.Name[0]) > 0.99 * made.Length);
    }
}
