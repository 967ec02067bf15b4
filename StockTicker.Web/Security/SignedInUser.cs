using System.Globalization;
using System.Security.Claims;

namespace StockTicker.Web.Security;

/// <summary>The user of a request.</summary>
/// <param name="Id">The <c>sub</c> of the token.</param>
/// <param name="Name">The display name: the <c>name</c> of the token or, if it has none, the <c>sub</c>.</param>
/// <param name="Issuer">The <c>iss</c> of the token.</param>
/// <param name="Expires">The time at which the token or cookie expires.</param>
/// <param name="SignIn">The id of the sign-in that the user's cookie belongs to, or null for a token.</param>
internal sealed record SignedInUser(string Id, string Name, string Issuer, DateTimeOffset Expires, string? SignIn)
{
    /// <summary>
    /// The key of the user's stored data. It includes the issuer, because a <c>sub</c> is unique only per issuer (OpenID Connect Core,
    /// section 2).
    /// </summary>
    public string Owner => $"{Issuer}\n{Id}";

    /// <summary>Gets the user of a valid token or cookie, or null if the request is anonymous.</summary>
    public static SignedInUser? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true } || Claim("sub") is not { Length: > 0 } id)
            return null;
        return new SignedInUser(
            id, Claim("name") is { Length: > 0 } name ? name : id, Claim("iss") ?? "", ExpiresOf(principal), Claim(CookieSignIn.IdClaim));

        string? Claim(string type) => principal.FindFirst(type)?.Value;
    }

    /// <summary>Gets the time at which a valid token or cookie expires, whether or not it names a user.</summary>
    public static DateTimeOffset ExpiresOf(ClaimsPrincipal principal) =>
        // A NumericDate may have decimals (RFC 7519, section 2).
        double.TryParse(principal.FindFirst("exp")?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.MinValue;
}
