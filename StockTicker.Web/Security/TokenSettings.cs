using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>
/// Whose tokens are good: what ASP.NET Core's own section <c>Authentication:Schemes:Bearer</c> says. Where it names neither a key nor
/// an authority, Development has a key for this run, and elsewhere no token is good.
/// </summary>
internal sealed class TokenSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = $"Authentication:Schemes:{JwtBearerDefaults.AuthenticationScheme}";

    /// <summary>What to set, for whoever reads the log of a server on which no token is good.</summary>
    public const string Advice = $"set {Section}:Authority and {Section}:ValidAudience, or {Section}:ValidIssuer, "
        + $"{Section}:ValidAudience, {Section}:SigningKeys:0:Issuer and {Section}:SigningKeys:0:Value";

    // HS256 asks for a key as long as its hash (RFC 7518, section 3.2).
    private const int MinKeyBytes = 32;

    private readonly List<string> _problems = [];

    /// <summary>An OpenID Connect authority; null where keys are configured instead.</summary>
    public string? Authority { get; private set; }

    /// <summary>Who may have made a token.</summary>
    public IReadOnlyList<string> Issuers { get; private set; } = [];

    /// <summary>What a token may be for.</summary>
    public IReadOnlyList<string> Audiences { get; private set; } = [];

    /// <summary>In Development without a configured key, the key of this run; null otherwise.</summary>
    public SymmetricSecurityKey? RunKey { get; private set; }

    /// <summary>Whether there is any token that is good.</summary>
    public bool IsAnyTokenGood { get; private set; }

    /// <summary>Fills this from configuration.</summary>
    /// <exception cref="OptionsValidationException">A setting is bad. No line of it holds a key.</exception>
    public void Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection(Section);
        Issuers = Values(section, "ValidIssuer", "ValidIssuers");
        Audiences = Values(section, "ValidAudience", "ValidAudiences");
        Authority = section["Authority"] is { Length: > 0 } authority ? authority : null;
        var hasKey = section.GetSection("SigningKeys").GetChildren().Select(IsForIssuer).ToList().Contains(true);
        if (Authority is not null)
            CheckAuthority(section, Authority);
        else if (!hasKey && environment.IsDevelopment())
            RunKey = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(MinKeyBytes));
        IsAnyTokenGood = Authority is not null || RunKey is not null || (hasKey && Audiences.Count > 0);
        if (_problems.Count > 0)
            throw new OptionsValidationException(Section, typeof(TokenSettings), _problems);
    }

    private void CheckAuthority(IConfiguration section, string authority)
    {
        // HTTP is for an authority on the developer's own machine, and has to be asked for.
        var wantsHttps = section["RequireHttpsMetadata"] is not { } text || !bool.TryParse(text, out var required) || required;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http") || (address.Scheme == "http" && wantsHttps))
            _problems.Add($"{Section}:Authority is '{authority}'; it must be like https://login.example.com.");
        if (Audiences.Count == 0)
            _problems.Add($"{Section}:ValidAudience is ''; with an Authority it must be what its tokens for this application name.");
    }

    // Whether tokens may be signed with it; a bad key is reported, whosever it is.
    private bool IsForIssuer(IConfigurationSection key)
    {
        if (key["Value"] is not { Length: > 0 } text)
            return false;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length < MinKeyBytes)
            _problems.Add($"{Section}:SigningKeys:{key.Key}:Value is {length} bytes long; it must be at least {MinKeyBytes} bytes in base64.");
        return Issuers.Contains(key["Issuer"]);
    }

    private static string[] Values(IConfiguration section, string one, string many) =>
        [.. section.GetSection(many).GetChildren().Select(child => child.Value).Prepend(section[one]).OfType<string>().Where(v => v.Length > 0)];
}
