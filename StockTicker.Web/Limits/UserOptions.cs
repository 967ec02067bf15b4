using StockTicker.Web.Configuration;

namespace StockTicker.Web.Limits;

/// <summary>What one signed-in user may do: the settings below <c>Users</c>.</summary>
internal sealed class UserOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Users";

    /// <summary>
    /// How often a user may change the watchlist and the alerts within a minute, 0 (no limit) to 1,000,000; default 600. Attempts that
    /// are refused for another reason count too.
    /// </summary>
    public int ChangesPerMinute { get; private set; }

    /// <summary>Fills this from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is bad.</exception>
    public void Read(IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        ChangesPerMinute = section.Number(nameof(ChangesPerMinute), 600, 0, 1_000_000);
        section.ThrowIfBad<UserOptions>();
    }
}
