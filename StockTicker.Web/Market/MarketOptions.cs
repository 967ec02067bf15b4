using StockTicker.Domain;
using StockTicker.Web.Configuration;

namespace StockTicker.Web.Market;

/// <summary>Which market is simulated: the settings below <c>Market</c>.</summary>
public sealed class MarketOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Market";

    /// <summary>How many instruments there are, 1 to 10,000; default 100.</summary>
    public int Instruments { get; set; }

    /// <summary>Same seed, same market; null draws one at each start.</summary>
    public int? Seed { get; set; }

    /// <summary>Time between batches, 1 ms to 1 h; default 250 ms.</summary>
    public TimeSpan UpdateInterval { get; set; }

    /// <summary>How many instruments trade in a batch, 1 to all; default a fifth of them, at least one.</summary>
    public int QuotesPerUpdate { get; set; }

    /// <summary>What moves the market's time; default the system's clock.</summary>
    public MarketClockKind Clock { get; set; }

    /// <summary>With a manual clock, where it stands at first; null means now.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>How prices behave: the settings below <c>Market:Model</c>.</summary>
    public PriceModelParameters Model { get; set; } = new();

    /// <summary>Fills this from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is bad.</exception>
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
        Model = section.Bind(nameof(Model), new PriceModelParameters());
        foreach (var problem in Model.Problems())
            section.Report($"{nameof(Model)}:{problem}.");
        section.ThrowIfBad<MarketOptions>();
    }
}
