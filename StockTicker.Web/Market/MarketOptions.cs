using StockTicker.Domain;
using StockTicker.Web.Configuration;

namespace StockTicker.Web.Market;

/// <summary>Options of the market and its source: the settings in the section <c>Market</c>.</summary>
public sealed class MarketOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Market";

    private static readonly TimeSpan DefaultHistory = TimeSpan.FromMinutes(30);

    // A session.
    private static readonly TimeSpan MaxHistory = TimeSpan.FromHours(6.5);

    /// <summary>The number of instruments, 1 to 10,000. The default is 100.</summary>
    public int Instruments { get; set; }

    /// <summary>
    /// The random seed, not negative. The same seed generates the same market. The default, null, draws a new seed at each start.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>The interval between batches, 1 millisecond to 1 hour. The default is 250 milliseconds.</summary>
    public TimeSpan UpdateInterval { get; set; }

    /// <summary>
    /// The number of instruments that trade in a batch, from 1 to all. The default is a fifth of them, at least one.
    /// </summary>
    public int QuotesPerUpdate { get; set; }

    /// <summary>The source of the market's time. The default is the system clock.</summary>
    public MarketClockKind Clock { get; set; }

    /// <summary>The initial time of a manual clock. The default, null, is the current time.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>Where the market comes from. The default is the simulation.</summary>
    public MarketSourceKind Source { get; set; }

    /// <summary>
    /// How much of the session the simulated market has lived through at the start, 0 to 6.5 hours, so that charts and ranges have something
    /// to show. The default is 30 minutes and, with a manual clock, 0.
    /// </summary>
    public TimeSpan History { get; set; }

    /// <summary>The parameters of the price model: the settings in the section <c>Market:Model</c>.</summary>
    public PriceModelParameters Model { get; set; } = new();

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is invalid.</exception>
    internal void Read(IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        Instruments = section.Number(nameof(Instruments), 100, 1, 10_000);
        Seed = section.OptionalNumber(nameof(Seed), 0, int.MaxValue);
        UpdateInterval = section.Duration(nameof(UpdateInterval), TimeSpan.FromMilliseconds(250),
            TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        QuotesPerUpdate = section.Number(nameof(QuotesPerUpdate), Math.Max(1, Instruments / 5), 1, Instruments);
        Clock = section.Choice(nameof(Clock), MarketClockKind.System);
        Start = section.OptionalInstant(nameof(Start));
        Source = section.Choice(nameof(Source), MarketSourceKind.Simulated);
        History = section.Duration(nameof(History), Clock == MarketClockKind.Manual ? TimeSpan.Zero : DefaultHistory, TimeSpan.Zero, MaxHistory);
        Model = section.Bind(nameof(Model), new PriceModelParameters());
        foreach (var problem in Model.Problems())
            section.Report($"{nameof(Model)}:{problem}.");
        section.ThrowIfBad<MarketOptions>();
    }
}
