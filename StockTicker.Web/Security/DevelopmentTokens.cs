using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>
/// Prints an operator token after startup in the Development environment if no key is configured, and logs what to configure if no
/// token can be valid.
/// </summary>
internal sealed class DevelopmentTokens(
    IOptions<TokenSettings> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<DevelopmentTokens> logger) : IHostedService
{
    /// <summary>The default issuer and audience of tokens that are signed with the generated key.</summary>
    public const string Name = "stockticker-development";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A failed startup should report only the failure.
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        if (!options.Value.IsAnyTokenGood)
        {
            logger.LogWarning(
                "No bearer token is valid, so endpoints that require one respond with 401. To enable tokens, {Advice}.", TokenSettings.Advice);
        }
        if (options.Value.RunKey is { } key)
            Print(key);
    }

    private const string AllScopes = $"{Scopes.Broadcast} {Scopes.Stats} {Scopes.Feed} {Scopes.Market}";

    // To the console rather than the log, which others may be able to read.
    private void Print(SymmetricSecurityKey key) => Console.Out.WriteLine(
        $"Operator token for this run (scopes {AllScopes}), to send as 'Authorization: Bearer …':\n"
        + MakeToken(key, "operator", AllScopes));

    private string MakeToken(SymmetricSecurityKey key, string user, string scope) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = options.Value.Issuers.FirstOrDefault(Name),
        Audience = options.Value.Audiences.FirstOrDefault(Name),
        IssuedAt = time.GetUtcNow().UtcDateTime,
        NotBefore = time.GetUtcNow().UtcDateTime,
        Expires = (time.GetUtcNow() + Lifetime).UtcDateTime,
        Claims = new Dictionary<string, object> { ["sub"] = user, ["name"] = "Operator", ["scope"] = scope },
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
    });
}
