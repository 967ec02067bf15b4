using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace StockTicker.Web.Security;

/// <summary>Exchanges a token for a cookie, because <c>EventSource</c> in browsers cannot send an <c>Authorization</c> header.</summary>
internal sealed class CookieSignIn(TimeProvider time)
{
    /// <summary>The time for which a demo user stays signed in.</summary>
    private static readonly TimeSpan DemoLifetime = TimeSpan.FromHours(12);

    // The only claims that the application uses.
    private static readonly string[] Kept = ["sub", "name", "iss", "exp", "scope", "scp"];

    /// <summary>Signs in with a token. Returns the problem with the token, or null if it is valid.</summary>
    public async Task<string?> SignInAsync(HttpContext context, string token)
    {
        // Validated by the bearer handler, as if it were sent in the header.
        context.Request.Headers.Authorization = $"Bearer {token}";
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        context.Request.Headers.Authorization = default;
        if (result.Principal is not { } principal)
            return TokenRefusal.ReasonOf(result.Failure);
        if (SignedInUser.Of(principal) is not { } user)
            return "It has no subject.";
        if (user.Expires <= time.GetUtcNow())
            return "It has expired.";
        await SignInAsync(context, principal.Claims.Where(claim => Kept.Contains(claim.Type)), user.Expires);
        return null;
    }

    /// <summary>Signs in as a demo user. For the Development environment only.</summary>
    public Task SignInAsync(HttpContext context, DemoUser user)
    {
        var expires = time.GetUtcNow() + DemoLifetime;
        return SignInAsync(context,
        [
            new("sub", user.Id),
            new("name", user.Name),
            new("iss", DevelopmentTokens.Name),
            new("exp", expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ], expires);
    }

    /// <summary>Deletes the cookie.</summary>
    public static Task SignOutAsync(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    private static Task SignInAsync(HttpContext context, IEnumerable<Claim> claims, DateTimeOffset expires) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme,
        new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme, "name", null)),
        new AuthenticationProperties { ExpiresUtc = expires, IsPersistent = true, AllowRefresh = false });
}
