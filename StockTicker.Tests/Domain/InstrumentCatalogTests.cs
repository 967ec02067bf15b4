using System.Globalization;
using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class InstrumentCatalogTests
{
    [Fact]
    public void An_instrument_is_found_by_its_symbol_in_any_case()
    {
        var catalog = Catalogs.Make(3);
        Assert.True(catalog.TryGet("S1", out var found));
        Assert.Same(catalog[1], found);
        Assert.True(catalog.TryGet("s1", out var lower));
        Assert.Same(found, lower);
        Assert.False(catalog.TryGet("S3", out _));
    }

    [Fact]
    public void Listing_instruments_makes_another_catalog_in_which_the_known_ones_keep_their_positions()
    {
        var first = Catalogs.Make(2);
        var (third, fourth) = (Catalogs.Instrument(2, 10m), Catalogs.Instrument(3, 10m));

        var second = first.With([third]).With([fourth]);

        Assert.Equal([first[0], first[1], third, fourth], second);
        Assert.True(second.TryGet("S0", out _) && second.TryGet("S3", out _));
        Assert.False(first.TryGet("S2", out _));
        Assert.Equal(2, first.Count);
        var changed = first[1] with { Name = "Another" };
        Assert.Equal([first[0], changed, third, fourth], second.With([changed]));
        Assert.True(second.With([changed]).TryGet("S1", out var found) && found.Name == "Another");
        Assert.Throws<ArgumentException>(() => second.With([third with { Index = 4 }]));
        Assert.Throws<ArgumentException>(() => second.With([Catalogs.Instrument(5, 10m)]));
    }

    [Fact]
    public void An_index_that_differs_from_the_position_is_rejected()
    {
        var fault = Assert.Throws<ArgumentException>(() => new InstrumentCatalog([Catalogs.Instrument(1, 10m)]));
        Assert.Contains("S1 has index 1 at position 0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duplicate_symbol_is_rejected()
    {
        var first = Catalogs.Instrument(0, 10m);
        var fault = Assert.Throws<ArgumentException>(() => new InstrumentCatalog([first, first with { Index = 1 }]));
        Assert.Contains("S0", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("151.70", "1.50", "1.00")]
    [InlineData("148.50", "-1.70", "-1.13")]
    [InlineData("150.20", "0.00", "0.00")]
    [InlineData("150.95", "0.75", "0.50")]
    public void A_change_is_signed_and_measured_against_the_previous_close(string price, string change, string percent)
    {
        var culture = CultureInfo.InvariantCulture;
        var quote = Catalogs.Quote(Catalogs.Instrument(0, 150.20m), 1, Catalogs.Start) with
        {
            Price = decimal.Parse(price, culture),
        };
        Assert.Equal(change, quote.Change?.ToString(culture));
        Assert.Equal(percent, quote.ChangePercent?.ToString(culture));
    }
}
