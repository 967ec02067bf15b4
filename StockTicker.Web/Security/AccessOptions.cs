using StockTicker.Web.Configuration;

namespace StockTicker.Web.Security;

/// <summary>Who may read what this server answers, besides what a token allows.</summary>
internal sealed class AccessOptions
{
    // Where these settings have always been, among those of the streams.
    private const string Section = "Streaming";

    /// <summary>The origins whose pages may read what this server answers, with credentials; default none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; private set; } = [];

    /// <summary>Whether everybody may read <c>/stats</c>; default true. If not, it needs the scope <c>stats</c>.</summary>
    public bool PublicStats { get; private set; } = true;

    /// <summary>Fills this from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is bad.</exception>
    public void Read(IConfiguration configuration)
    {
        var section = new SectionReader(configuration, Section);
        AllowedOrigins = section.List<string>(
            nameof(AllowedOrigins), "an origin such as https://example.com, with scheme and host and nothing after", TryReadOrigin);
        PublicStats = section.Flag(nameof(PublicStats), true);
        section.ThrowIfBad<AccessOptions>();
    }

    // As a browser writes it; what it would not write can never match.
    private static bool TryReadOrigin(string text, out string origin)
    {
        origin = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "";
        return uri is { Scheme: "http" or "https" } && string.Equals(origin, text.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
    }
}
