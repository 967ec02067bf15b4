using System.Globalization;
using System.Security.Claims;

namespace StockTicker.Web.Security;

/// <summary>Who a request comes from.</summary>
/// <param name="Id">The token's <c>sub</c>.</param>
/// <param name="Name">The name to show: the token's <c>name</c>, or its <c>sub</c> where it has none.</param>
/// <param name="Issuer">The token's <c>iss</c>.</param>
/// <param name="Expires">When the token ends.</param>
internal sealed record SignedInUser(string Id, string Name, string Issuer, DateTimeOffset Expires)
{
    /// <summary>
    /// Whose a kept thing is. A <c>sub</c> is unique at its issuer alone (OpenID Connect Core, section 2), so both count.
    /// </summary>
    public string Owner => $"{Issuer}\n{Id}";

    /// <summary>The user that a valid token or cookie named; null where there was none.</summary>
    public static SignedInUser? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true } || Claim("sub") is not { Length: > 0 } id)
            return null;
        var expires = long.TryParse(Claim("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.MinValue;
        return new SignedInUser(id, Claim("name") is { Length: > 0 } name ? name : id, Claim("iss") ?? "", expires);

        string? Claim(string type) => principal.FindFirst(type)?.Value;
    }
}
