using StockTicker.Web.Configuration;

namespace StockTicker.Web.Security;

/// <summary>Options for access to responses: the settings <c>Streaming:AllowedOrigins</c> and <c>Streaming:PublicStats</c>.</summary>
internal sealed class AccessOptions
{
    // Kept for compatibility with existing configurations.
    private const string Section = "Streaming";

    /// <summary>The origins whose pages can read responses of this server, with credentials (CORS). The default is none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; private set; } = [];

    /// <summary>
    /// Whether <c>/stats</c> is public. If false, it requires a token with the scope <c>stats</c>. The default is true.
    /// </summary>
    public bool PublicStats { get; private set; } = true;

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is invalid.</exception>
    public void Read(IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        AllowedOrigins = section.List<string>(
            nameof(AllowedOrigins), "an origin such as https://example.com, with scheme and host and no path", TryReadOrigin);
        PublicStats = section.Flag(nameof(PublicStats), true);
        section.ThrowIfBad<AccessOptions>();
    }

    // Only the format that browsers send in the Origin header can match.
    private static bool TryReadOrigin(string text, out string origin)
    {
        origin = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "";
        return uri is { Scheme: "http" or "https" } && string.Equals(origin, text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
    }
}
