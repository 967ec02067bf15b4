using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>
/// The settings for bearer tokens in ASP.NET Core's section <c>Authentication:Schemes:Bearer</c>. If it has neither a key nor an
/// authority, a key is generated in the Development environment, and no token is valid in others.
/// </summary>
internal sealed class TokenSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = $"Authentication:Schemes:{JwtBearerDefaults.AuthenticationScheme}";

    /// <summary>The settings to configure, for the log of a server on which no token can be valid.</summary>
    public const string Advice = $"set {Section}:Authority and {Section}:ValidAudience, or {Section}:ValidIssuer, "
        + $"{Section}:ValidAudience, {Section}:SigningKeys:0:Issuer and {Section}:SigningKeys:0:Value";

    // HS256 requires a key at least as long as its hash (RFC 7518, section 3.2).
    private const int MinKeyBytes = 32;

    private readonly List<string> _problems = [];
    private string _environment = "";

    /// <summary>The OpenID Connect authority, or null if keys are configured instead.</summary>
    public string? Authority { get; private set; }

    /// <summary>The valid issuers.</summary>
    public IReadOnlyList<string> Issuers { get; private set; } = [];

    /// <summary>The valid audiences.</summary>
    public IReadOnlyList<string> Audiences { get; private set; } = [];

    /// <summary>The keys of each valid issuer. A token is verified only with the keys of the issuer that it names.</summary>
    public ILookup<string, SecurityKey> Keys { get; private set; } = Array.Empty<(string, SecurityKey)>().ToLookup(key => key.Item1, key => key.Item2);

    /// <summary>The key generated for this run in the Development environment, or null if a key or an authority is configured.</summary>
    public SymmetricSecurityKey? RunKey { get; private set; }

    /// <summary>Whether a token can be valid at all.</summary>
    public bool IsAnyTokenGood { get; private set; }

    /// <summary>Reads the settings from configuration.</summary>
    /// <exception cref="OptionsValidationException">A setting is invalid. The message does not contain keys.</exception>
    public void Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection(Section);
        _environment = environment.EnvironmentName;
        Issuers = Values(section, "ValidIssuer", "ValidIssuers");
        Audiences = Values(section, "ValidAudience", "ValidAudiences");
        Authority = section["Authority"] is { Length: > 0 } authority ? authority : null;
        var keys = section.GetSection("SigningKeys").GetChildren().Select(ReadKey).OfType<(string Issuer, SecurityKey Key)>()
            .Where(key => Issuers.Contains(key.Issuer)).ToList();
        if (Authority is not null)
            CheckAuthority(section, Authority);
        else if (keys.Count == 0 && environment.IsDevelopment())
        {
            RunKey = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(MinKeyBytes));
            keys.Add((Issuers.FirstOrDefault(DevelopmentTokens.Name), RunKey));
        }
        foreach (var twice in keys.CountBy(key => key.Issuer).Where(issuer => issuer.Value > 1))
            _problems.Add($"{Section}:SigningKeys has {twice.Value} keys for the issuer '{twice.Key}'; it must have one for each issuer.");
        Keys = keys.ToLookup(key => key.Issuer, key => key.Key);
        IsAnyTokenGood = Authority is not null || RunKey is not null || (keys.Count > 0 && Audiences.Count > 0);
        if (_problems.Count > 0)
            throw new OptionsValidationException(Section, typeof(TokenSettings), _problems);
    }

    /// <summary>
    /// Gets a value that identifies how tokens of an issuer are verified: it changes with the key or the authority, the audiences, and the
    /// environment. Null if no token of the issuer can be valid.
    /// </summary>
    public string? BasisOf(string issuer)
    {
        if (!IsAnyTokenGood || (Authority is null && !Keys.Contains(issuer)))
            return null;
        string[] basis =
        [
            _environment, issuer, .. Audiences.Order(StringComparer.Ordinal), "",
            .. Authority is null
                ? Keys[issuer].OfType<SymmetricSecurityKey>().Select(key => Convert.ToBase64String(key.Key))
                : Issuers.Order(StringComparer.Ordinal).Append(Authority),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(basis)));
    }

    private void CheckAuthority(IConfiguration section, string authority)
    {
        // HTTP is meant for an authority on the developer's machine and must be enabled explicitly.
        var wantsHttps = section["RequireHttpsMetadata"] is not { } text || !bool.TryParse(text, out var required) || required;
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http") || (address.Scheme == "http" && wantsHttps))
            _problems.Add($"{Section}:Authority is '{authority}'; it must be an HTTPS address like https://login.example.com.");
        if (Audiences.Count == 0)
            _problems.Add($"{Section}:ValidAudience is ''; with an Authority it must be the audience of its tokens for this application.");
    }

    // Null if the key is incomplete. An invalid key is reported for any issuer.
    private (string Issuer, SecurityKey Key)? ReadKey(IConfigurationSection key)
    {
        if (key["Value"] is not { Length: > 0 } text)
            return null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length < MinKeyBytes)
        {
            _problems.Add($"{Section}:SigningKeys:{key.Key}:Value is {length} bytes long; it must be at least {MinKeyBytes} bytes in base64.");
            return null;
        }
        return key["Issuer"] is { } issuer ? (issuer, new SymmetricSecurityKey(bytes[..length])) : null;
    }

    private static string[] Values(IConfiguration section, string one, string many) =>
        [.. section.GetSection(many).GetChildren().Select(child => child.Value).Prepend(section[one]).OfType<string>().Where(v => v.Length > 0)];
}
