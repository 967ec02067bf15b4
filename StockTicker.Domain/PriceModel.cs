namespace StockTicker.Domain;

/// <summary>How prices move.</summary>
public sealed class PriceModel
{
    /// <summary>A model at its opening.</summary>
    public PriceModel(InstrumentCatalog instruments, PriceModelParameters parameters, Random random) => throw new NotSupportedException();

    /// <summary>The opening: a quote of every instrument.</summary>
    public MarketMove Open(DateTimeOffset time) => throw new NotSupportedException();

    /// <summary>Lets <paramref name="elapsed"/> pass and <paramref name="count"/> instruments trade.</summary>
    public MarketMove Next(DateTimeOffset time, TimeSpan elapsed, int count) => throw new NotSupportedException();
}
