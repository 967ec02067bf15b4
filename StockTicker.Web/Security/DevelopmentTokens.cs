using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>
/// Says once the server has started which tokens are good: in Development without a configured key it prints one for an operator, and where no token
/// is good it logs what to configure.
/// </summary>
internal sealed class DevelopmentTokens(
    IOptions<TokenSettings> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<DevelopmentTokens> logger) : IHostedService
{
    /// <summary>Who signs with the key of this run, and what such a token is for, unless the configuration says otherwise.</summary>
    public const string Name = "stockticker-development";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A start that fails says nothing but why.
        lifetime.ApplicationStarted.Register(Say);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say()
    {
        if (!options.Value.IsAnyTokenGood)
            logger.LogWarning("No token is good here, so whatever needs one answers 401: {Advice}.", TokenSettings.Advice);
        if (options.Value.RunKey is { } key)
            Print(key);
    }

    // On the console and not in the log, which others may read.
    private void Print(SymmetricSecurityKey key) => Console.Out.WriteLine(
        $"Operator token for this run (scopes {Scopes.Broadcast} and {Scopes.Stats}), to send as 'Authorization: Bearer …':\n"
        + MakeToken(key, "operator", $"{Scopes.Broadcast} {Scopes.Stats}"));

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
