using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Configuration;
using StockTicker.Web.Market;
using StockTicker.Web.Storage;

namespace StockTicker.Web.ScaleOut;

/// <summary>Options of several instances that share one market: the settings in the section <c>ScaleOut</c>.</summary>
internal sealed partial class ScaleOutOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "ScaleOut";

    /// <summary>The StackExchange.Redis connection string, or null, the default, for a market in this process alone.</summary>
    public string? Redis { get; private set; }

    /// <summary>The prefix of all keys in Redis, 1 to 64 letters, digits, and hyphens. The default is <c>stockticker</c>.</summary>
    public string Key { get; private set; } = "stockticker";

    /// <summary>How long the instance that moves the market may be silent, 1 second to 1 minute. The default is 3 seconds.</summary>
    public TimeSpan Lease { get; private set; }

    /// <summary>The name of this instance in statistics. The default is the names of the machine and the process.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether instances share the market.</summary>
    public bool IsOn => Redis is not null;

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="OptionsValidationException">A value is invalid, or the database is not one that instances can share.</exception>
    internal void Read(IConfiguration configuration, StorageOptions storage, MarketOptions market)
    {
        var section = new SectionReader(configuration, Section);
        Redis = section.OptionalText(nameof(Redis));
        Key = section.OptionalText(nameof(Key)) ?? Key;
        if (!KeyPattern().IsMatch(Key))
            section.Report($"{nameof(Key)} is '{Key}'; it must be 1 to 64 letters, digits, and hyphens.");
        Lease = section.Duration(nameof(Lease), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Name = section.OptionalText(nameof(Name)) ?? string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");
        if (IsOn && !storage.IsPostgres)
        {
            section.Report($"{nameof(Redis)} is set, but {StorageOptions.Key} is a SQLite file, which belongs to one process; "
                + "set it to a PostgreSQL database that all instances share, like Host=localhost;Database=stockticker;Username=stockticker.");
        }
        if (IsOn && market.Clock == MarketClockKind.Manual && market.Start is null)
        {
            section.Report($"{nameof(Redis)} is set and Market:Clock is 'manual', but Market:Start is not set; set it to the same instant on all instances, "
                + "like 2026-01-05T14:30:00Z.");
        }
        if (IsOn && market.Source != MarketSourceKind.Simulated)
        {
            section.Report($"{nameof(Redis)} is set, but Market:Source is '{market.Source.ToString().ToLowerInvariant()}', which another instance cannot "
                + "continue; set Market:Source=simulated.");
        }
        section.ThrowIfBad<ScaleOutOptions>();
    }

    /// <summary>Creates the exception for a Redis that cannot be used at the start. Its message does not contain a password.</summary>
    /// <param name="endpoints">The addresses from the connection string.</param>
    /// <param name="why">The reason, as the end of a sentence.</param>
    public static OptionsValidationException Unusable(string endpoints, string why) =>
        new(Section, typeof(ScaleOutOptions), [$"{Section}:{nameof(Redis)} is '{endpoints}', {why.ReplaceLineEndings(" ").TrimEnd('.')}."]);

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex KeyPattern();
}
