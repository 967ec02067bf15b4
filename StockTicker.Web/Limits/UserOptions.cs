using StockTicker.Web.Configuration;

namespace StockTicker.Web.Limits;

/// <summary>Limits for signed-in users: the settings in the section <c>Users</c>.</summary>
internal sealed class UserOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Users";

    /// <summary>
    /// The maximum number of changes to a user's watchlists, positions and alerts per minute, 0 (no limit) to 1,000,000. The default is 600.
    /// Requests that are rejected for another reason also count.
    /// </summary>
    public int ChangesPerMinute { get; private set; }

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is invalid.</exception>
    public void Read(IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        ChangesPerMinute = section.Number(nameof(ChangesPerMinute), 600, 0, 1_000_000);
        section.ThrowIfBad<UserOptions>();
    }
}
