using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>Validates the lifetime of a token. The library's own validation always uses the system clock.</summary>
internal static class TokenLifetime
{
    /// <summary>The maximum difference between the clocks of issuer and server.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Returns true if the token is valid at <paramref name="now"/>; otherwise throws.</summary>
    /// <param name="from">The <c>nbf</c> of the token, if any.</param>
    /// <param name="to">The <c>exp</c> of the token.</param>
    /// <param name="now">The current time, in UTC.</param>
    /// <param name="skew">The maximum difference between the clocks of issuer and server.</param>
    /// <exception cref="SecurityTokenValidationException">The token is expired, not valid yet or has no expiration time.</exception>
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

    /// <summary>
    /// Gets when what was opened with a token must end: when the token expires or, if it was accepted within the clock skew, when the skew has
    /// passed.
    /// </summary>
    /// <param name="expires">The <c>exp</c> of the token.</param>
    /// <param name="now">The current time.</param>
    public static DateTimeOffset EndOf(DateTimeOffset expires, DateTimeOffset now) => expires > now ? expires : expires + Skew;
}
