using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>The rules for bearer tokens, which are stricter than the library's defaults.</summary>
internal static class TokenRules
{
    private static readonly string[] Symmetric = [SecurityAlgorithms.HmacSha256];

    // The algorithms that an authority may use (RFC 7518, section 3.1), without the symmetric ones.
    private static readonly string[] Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Sets the rules.</summary>
    public static void Apply(JwtBearerOptions options, TokenSettings settings, TimeProvider time)
    {
        // Keep the claim names of the token.
        options.MapInboundClaims = false;
        var rules = options.TokenValidationParameters;
        rules.ClockSkew = TokenLifetime.Skew;
        rules.RequireExpirationTime = true;
        rules.RequireSignedTokens = true;
        rules.ValidateIssuer = true;
        rules.ValidateAudience = true;
        rules.IgnoreTrailingSlashWhenValidatingAudience = false;
        rules.ValidateIssuerSigningKey = true;
        rules.LifetimeValidator = (from, to, _, _) => TokenLifetime.Check(from, to, time.GetUtcNow().UtcDateTime, TokenLifetime.Skew);
        rules.TypeValidator = (_, token, _) => CheckHeader((JsonWebToken)token);
        rules.NameClaimType = "name";
        rules.ValidAlgorithms = settings.Authority is null ? Symmetric : Asymmetric;
        if (settings.Authority is null)
        {
            // By default, a key of any issuer is good for all.
            rules.IssuerSigningKeys = [];
            rules.TryAllIssuerSigningKeys = false;
            rules.IssuerSigningKeyResolver = (_, token, _, _) => KeysOf(token.Issuer, settings);
        }
        if (settings.RunKey is not null)
        {
            rules.ValidIssuers = settings.Issuers.DefaultIfEmpty(DevelopmentTokens.Name);
            rules.ValidAudiences = settings.Audiences.DefaultIfEmpty(DevelopmentTokens.Name);
        }
    }

    private static IEnumerable<SecurityKey> KeysOf(string issuer, TokenSettings settings) => settings.Keys.Contains(issuer)
        ? settings.Keys[issuer]
        // The signature is checked before the issuer, which would otherwise not be reported as the reason.
        : throw new SecurityTokenInvalidIssuerException("The issuer has no key.");

    // A critical extension must be understood (RFC 7515, section 4.1.11), and none is. The type is optional (RFC 7519, section 5.1), but
    // identity and logout tokens must not be accepted. Media types may omit "application/" (RFC 7515, section 4.1.9; RFC 9068, section 4).
    private static string CheckHeader(JsonWebToken token)
    {
        if (token.TryGetHeaderValue<object>("crit", out _))
            throw new TokenExtensionException();
        if (!token.TryGetHeaderValue<object>(JwtHeaderParameterNames.Typ, out var type))
            return "";
        return (type as string)?.ToUpperInvariant() is "JWT" or "AT+JWT" or "APPLICATION/JWT" or "APPLICATION/AT+JWT"
            ? (string)type
            : throw new SecurityTokenInvalidTypeException("The token has an unsupported type.");
    }
}

/// <summary>The token requires an extension that is not supported.</summary>
internal sealed class TokenExtensionException() : SecurityTokenValidationException("The token requires an extension that is not supported.");
