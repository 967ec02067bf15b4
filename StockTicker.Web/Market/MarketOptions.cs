using StockTicker.Domain;
using StockTicker.Web.Configuration;
using StockTicker.Web.Market.Lists;

namespace StockTicker.Web.Market;

/// <summary>Options of the market and its source: the settings in the section <c>Market</c>.</summary>
public sealed class MarketOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Market";

    private static readonly TimeSpan DefaultHistory = TimeSpan.FromMinutes(30);

    private const int DefaultInstruments = 100;

    /// <summary>The maximum number of instruments.</summary>
    internal const int MaxInstruments = 10_000;

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

    /// <summary>The file of instruments. The default, null, has the simulated ones, or none with another source.</summary>
    public string? List { get; set; }

    /// <summary>The instruments in <see cref="List"/>, or null.</summary>
    internal InstrumentCatalog? Listed { get; set; }

    /// <summary>The folder in which to record what is published. The default, null, records nothing.</summary>
    public string? Record { get; set; }

    /// <summary>The file or folder to replay.</summary>
    public string? Replay { get; set; }

    /// <summary>How many times faster than it happened to replay, 0.1 to 1000; infinity for as fast as possible. The default is 1.</summary>
    public double Speed { get; set; }

    /// <summary>The time in the files at which to begin. The default, null, is that of the first entry.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>The time in the files at which to end. The default, null, is that of the last entry.</summary>
    public DateTimeOffset? To { get; set; }

    /// <summary>Whether to begin again at the end. The default is false.</summary>
    public bool Loop { get; set; }

    /// <summary>
    /// Whether a line that can't be used ends the start, rather than being counted, named and skipped. All files are then read once before.
    /// The default is false.
    /// </summary>
    public bool Strict { get; set; }

    /// <summary>With a feed, how long an instrument can be silent before its prices look stale, 1 second to 1 day. The default is 1 minute.</summary>
    public TimeSpan StaleAfter { get; set; }

    /// <summary>The parameters of the price model: the settings in the section <c>Market:Model</c>.</summary>
    public PriceModelParameters Model { get; set; } = new();

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is invalid.</exception>
    internal void Read(IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        Instruments = section.Number(nameof(Instruments), DefaultInstruments, 1, MaxInstruments);
        Seed = section.OptionalNumber(nameof(Seed), 0, int.MaxValue);
        UpdateInterval = section.Duration(nameof(UpdateInterval), TimeSpan.FromMilliseconds(250),
            TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Clock = section.Choice(nameof(Clock), MarketClockKind.System);
        Start = section.OptionalInstant(nameof(Start));
        Source = section.Choice(nameof(Source), MarketSourceKind.Simulated);
        List = section.OptionalPath(nameof(List), "an existing file", File.Exists);
        Record = section.OptionalPath(nameof(Record), "a folder, not a file", path => !File.Exists(path));
        Replay = section.OptionalPath(nameof(Replay), "an existing file or folder", path => File.Exists(path) || Directory.Exists(path));
        Speed = section.NumberOr("max", nameof(Speed), 1, 0.1, 1000);
        From = section.OptionalInstant(nameof(From));
        To = section.OptionalInstant(nameof(To));
        Loop = section.Flag(nameof(Loop), false);
        Strict = section.Flag(nameof(Strict), false);
        StaleAfter = section.Duration(nameof(StaleAfter), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        if (Source == MarketSourceKind.Replay && Replay is null && string.IsNullOrEmpty(configuration[$"{Section}:{nameof(Replay)}"]))
            section.Report($"{nameof(Replay)} is not set; with {Section}:{nameof(Source)}=replay it must be an existing file or folder.");
        if (Source != MarketSourceKind.Replay && Replay is not null)
            section.Report($"{nameof(Replay)} is '{Replay}', but the source is {Source.ToString().ToLowerInvariant()}; set {Section}:{nameof(Source)}=replay.");
        // An invalid one counts as the beginning of 1970.
        if (To > DateTimeOffset.UnixEpoch && To <= From)
            section.Report($"{nameof(To)} is '{To:O}'; it must be later than {Section}:{nameof(From)}, '{From:O}'.");
        if (List is not null)
            ReadList(section, List);
        History = section.Duration(nameof(History), Clock == MarketClockKind.Manual ? TimeSpan.Zero : DefaultHistory, TimeSpan.Zero, MaxHistory);
        QuotesPerUpdate = section.Number(nameof(QuotesPerUpdate), Math.Max(1, Instruments / 5), 1, Instruments);
        Model = section.Bind(nameof(Model), new PriceModelParameters());
        foreach (var problem in Model.Problems())
            section.Report($"{nameof(Model)}:{problem}.");
        section.ThrowIfBad<MarketOptions>();
    }

    private void ReadList(SectionReader section, string path)
    {
        if (InstrumentFile.TryRead(path, MaxInstruments, out var listed, out var problem))
        {
            Listed = listed;
            Instruments = Math.Max(listed.Count, 1);
        }
        else
            section.Report($"{nameof(List)} is '{path}': {problem}.");
    }
}
