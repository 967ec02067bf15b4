using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace StockTicker.Web.Security;

/// <summary>Trades a token for the cookie: for browsers, whose <c>EventSource</c> sends no headers.</summary>
internal sealed class CookieSignIn(TimeProvider time)
{
    /// <summary>How long a made-up user stays signed in.</summary>
    private static readonly TimeSpan DemoLifetime = TimeSpan.FromHours(12);

    // What is known of a user later; the rest of the token is nobody's business.
    private static readonly string[] Kept = ["sub", "name", "iss", "exp", "scope", "scp"];

    /// <summary>Signs in with a token; says what is wrong with one that is not good, null where nothing is.</summary>
    public async Task<string?> SignInAsync(HttpContext context, string token)
    {
        // As if it had come in the header, so that one handler says what is good.
        context.Request.Headers.Authorization = $"Bearer {token}";
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        context.Request.Headers.Authorization = default;
        if (result.Principal is not { } principal)
            return TokenRefusal.ReasonOf(result.Failure);
        if (SignedInUser.Of(principal) is not { } user)
            return "It names no user.";
        if (user.Expires <= time.GetUtcNow())
            return "It has expired.";
        await SignInAsync(context, principal.Claims.Where(claim => Kept.Contains(claim.Type)), user.Expires);
        return null;
    }

    /// <summary>Signs in as somebody who does not exist. For Development alone.</summary>
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

    /// <summary>Takes the cookie back.</summary>
    public static Task SignOutAsync(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    private static Task SignInAsync(HttpContext context, IEnumerable<Claim> claims, DateTimeOffset expires) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme,
        new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme, "name", null)),
        new AuthenticationProperties { ExpiresUtc = expires, IsPersistent = true, AllowRefresh = false });
}
