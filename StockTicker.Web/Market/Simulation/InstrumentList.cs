using Bogus;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Simulation;

/// <summary>Creates the instruments of the market: well-known ones first, followed by generated ones.</summary>
internal static class InstrumentList
{
    /// <summary>The maximum number of instruments.</summary>
    public const int MaxCount = 10_000;

    private const double LowestPrice = 0.05;
    private const double HighestPrice = 5_000;

    /// <summary>
    /// Creates a catalog. For a given <paramref name="seed"/>, a smaller catalog is a prefix of a larger one.
    /// </summary>
    /// <param name="count">The number of instruments, 1 to 10,000.</param>
    /// <param name="seed">The seed for the generated instruments. The well-known ones do not depend on it.</param>
    public static InstrumentCatalog Create(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        return new InstrumentCatalog(WellKnown().Concat(Generate(seed)).Take(count));
    }

    private static IEnumerable<Instrument> WellKnown() => WellKnownInstruments.All.Select((known, index) => new Instrument
    {
        Index = index,
        Symbol = Symbol.Parse(known.Symbol),
        Name = known.Name,
        Sector = known.Sector,
        SharesOutstanding = known.MillionShares * 1_000_000L,
        PreviousClose = known.PreviousClose,
        TickSize = TickSize.For(known.PreviousClose),
    });

    private static IEnumerable<Instrument> Generate(int seed)
    {
        var faker = new Faker { Random = new Randomizer(seed) };
        var names = WellKnownInstruments.All.Select(known => known.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var symbols = new SymbolGenerator(faker.Random, WellKnownInstruments.All.Select(known => known.Symbol));
        for (var index = WellKnownInstruments.All.Length; ; index++)
        {
            string name;
            do
                name = faker.Company.CompanyName();
            while (!names.Add(name));

            // Medians of 30 dollars and 60 million shares; about one in a hundred closed below one dollar.
            var price = (decimal)Math.Clamp(LogNormal(faker.Random, 30, 1.4), LowestPrice, HighestPrice);
            var previousClose = OnTickSize(OnTickSize(price));
            yield return new Instrument
            {
                Index = index,
                Symbol = symbols.Make(name),
                Name = name,
                Sector = faker.Random.ArrayElement(WellKnownInstruments.Sectors),
                SharesOutstanding = (long)Math.Clamp(LogNormal(faker.Random, 60e6, 1.2), 1e6, 5e9) / 1000 * 1000,
                PreviousClose = previousClose,
                TickSize = TickSize.For(previousClose),
            };
        }
    }

    // Called twice, because rounding up to one dollar changes the tick size.
    private static decimal OnTickSize(decimal price) => TickSize.Round(price, TickSize.For(price));

    /// <summary>Draws a lognormal variate by the Box-Muller transform (Box and Muller 1958).</summary>
    private static double LogNormal(Randomizer random, double median, double deviation)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.Double()));
        return median * Math.Exp(deviation * radius * Math.Cos(2 * Math.PI * random.Double()));
    }
}
