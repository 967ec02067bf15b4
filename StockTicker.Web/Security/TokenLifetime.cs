using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>When a token is good. The library's own rule asks the system's clock and no other.</summary>
internal static class TokenLifetime
{
    /// <summary>How far the clocks of issuer and server may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Returns where <paramref name="now"/> is within the token's time.</summary>
    /// <param name="from">The token's <c>nbf</c>, if it has one.</param>
    /// <param name="to">The token's <c>exp</c>.</param>
    /// <param name="now">UTC.</param>
    /// <param name="skew">How far the clocks of issuer and server may differ.</param>
    /// <exception cref="SecurityTokenValidationException">It is not, or the token has no end.</exception>
    public static bool Check(DateTime? from, DateTime? to, DateTime now, TimeSpan skew)
    {
        if (to is not { } expires)
            throw new SecurityTokenNoExpirationException("The token does not expire.");
        if (now - skew >= expires)
            throw new SecurityTokenExpiredException("The token has expired.") { Expires = expires };
        if (from is { } notBefore && now + skew < notBefore)
            throw new SecurityTokenNotYetValidException("The token is not valid yet.") { NotBefore = notBefore };
        return true;
    }
}
