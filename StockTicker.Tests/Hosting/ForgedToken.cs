using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Tests.Hosting;

/// <summary>A handmade token: valid by default, and invalid in any way that a test needs.</summary>
public sealed record ForgedToken
{
    /// <summary>The user.</summary>
    public string? User { get; init; } = "ada";

    /// <summary>The name to show; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The scope.</summary>
    public string? Scope { get; init; }

    /// <summary>The issuer.</summary>
    public string Issuer { get; init; } = "tests";

    /// <summary>The audience.</summary>
    public string Audience { get; init; } = "stockticker";

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? Expires { get; init; } = DateTimeOffset.UtcNow.AddHours(1);

    /// <summary>When it becomes valid; null if not specified.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The algorithm that it names and is signed with.</summary>
    public string Algorithm { get; init; } = "HS256";

    /// <summary>The type that it names; null for none.</summary>
    public string? Type { get; init; } = "JWT";

    /// <summary>The header parameter that it says must be understood; null for none.</summary>
    public string? Critical { get; init; }

    /// <summary>Whether its expiry has decimals.</summary>
    public bool HasFraction { get; init; }

    /// <summary>The signing key.</summary>
    public byte[] Key { get; init; } = Tokens.Key;

    /// <summary>A valid token of this user.</summary>
    public static string Of(string user, string? name = null) => new ForgedToken { User = user, Name = name }.ToString();

    /// <summary>The token as it is sent.</summary>
    public override string ToString()
    {
        var header = new JsonObject { ["alg"] = Algorithm };
        if (Type is not null)
            header["typ"] = Type;
        if (Critical is not null)
        {
            header["crit"] = new JsonArray(Critical);
            header[Critical] = true;
        }
        var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = Audience };
        Add("sub", User);
        Add("name", Name);
        Add("scope", Scope);
        Add("exp", Expires?.ToUnixTimeSeconds() + (HasFraction ? 0.5 : 0));
        Add("nbf", NotBefore?.ToUnixTimeSeconds());
        var signed = $"{Encode(header)}.{Encode(claims)}";
        if (Algorithm == "none")
            return SecretLeakDetector.LearnToken(signed + ".");
        var bytes = Encoding.ASCII.GetBytes(signed);
        // Signed by hand, because the library rejects keys that are too short.
        return SecretLeakDetector.LearnToken($"{signed}.{Base64UrlEncoder.Encode(Algorithm switch
        {
            "HS384" => HMACSHA384.HashData(Key, bytes),
            "HS512" => HMACSHA512.HashData(Key, bytes),
            _ => HMACSHA256.HashData(Key, bytes),
        })}");

        void Add(string claim, JsonNode? value)
        {
            if (value is not null)
                claims[claim] = value;
        }

        static string Encode(JsonObject json) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(json));
    }
}
