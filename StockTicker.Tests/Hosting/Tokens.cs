using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Tests.Hosting;

/// <summary>Creates tokens that an application with <see cref="Settings"/> accepts.</summary>
public static class Tokens
{
    /// <summary>The key that the application verifies signatures with.</summary>
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    /// <summary>The application settings for the issuer and key.</summary>
    public static readonly string[] Settings =
    [
        "Authentication:Schemes:Bearer:ValidIssuer=tests",
        "Authentication:Schemes:Bearer:ValidAudience=stockticker",
        "Authentication:Schemes:Bearer:SigningKeys:0:Issuer=tests",
        $"Authentication:Schemes:Bearer:SigningKeys:0:Value={Convert.ToBase64String(Key)}",
    ];

    /// <summary>A token of an operator with this scope, valid for an hour.</summary>
    public static string Make(string? scope, string subject = "operator") => SecretLeakDetector.LearnToken(new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "tests",
        Audience = "stockticker",
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = scope is null ? new Dictionary<string, object> { ["sub"] = subject } : new Dictionary<string, object> { ["sub"] = subject, ["scope"] = scope },
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Key), SecurityAlgorithms.HmacSha256),
    }));
}
