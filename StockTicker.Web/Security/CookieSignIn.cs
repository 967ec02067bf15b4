using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Security;

/// <summary>
/// Exchanges a token for a cookie, because <c>EventSource</c> in browsers cannot send an <c>Authorization</c> header. The cookie is valid
/// until the token expires, but no longer than <see cref="MaxLifetime"/>, and as long as a token of its issuer would be verified in the
/// same way.
/// </summary>
internal sealed class CookieSignIn(TimeProvider time, IOptions<TokenSettings> tokens, IHostEnvironment environment, SignOuts signOuts)
{
    /// <summary>The longest time for which a user stays signed in.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(12);

    /// <summary>The claim with the id of the sign-in.</summary>
    public const string IdClaim = "stockticker_sign_in";

    // The property of a cookie with the settings that it depends on.
    private const string Basis = "basis";
    private const string DemoBasis = "demo";
    private const int IdBytes = 16;

    // The only claims that the application uses. The expiry is added separately.
    private static readonly string[] Kept = ["sub", "name", "iss", "scope", "scp"];

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
        await SignInAsync(context, principal.Claims.Where(claim => Kept.Contains(claim.Type)), user.Expires, tokens.Value.BasisOf(user.Issuer));
        return null;
    }

    /// <summary>Signs in as a demo user. For the Development environment only.</summary>
    public Task SignInAsync(HttpContext context, DemoUser user) => SignInAsync(
        context, [new("sub", user.Id), new("name", user.Name), new("iss", DevelopmentTokens.Name)], DateTimeOffset.MaxValue, DemoBasis);

    /// <summary>Deletes the cookie and ends its sign-in.</summary>
    public async Task SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (SignedInUser.Of(context.User) is { SignIn: { } signIn, Expires: var expires })
            await signOuts.AddAsync(signIn, expires);
    }

    /// <summary>Gets whether a cookie that was issued and has not expired is still valid.</summary>
    public async ValueTask<bool> IsValidAsync(ClaimsPrincipal principal, AuthenticationProperties cookie, CancellationToken cancellationToken)
    {
        if (SignedInUser.Of(principal) is not { SignIn: { } signIn } user)
            return false;
        var basis = cookie.Items.TryGetValue(Basis, out var stored) ? stored : null;
        var isCurrent = basis == DemoBasis ? environment.IsDevelopment() : basis is not null && basis == tokens.Value.BasisOf(user.Issuer);
        return isCurrent && !await signOuts.ContainsAsync(signIn, cancellationToken);
    }

    private async Task SignInAsync(HttpContext context, IEnumerable<Claim> claims, DateTimeOffset until, string? basis)
    {
        // In whole seconds, as in a token.
        var longest = time.GetUtcNow() + MaxLifetime;
        var seconds = (until < longest ? until : longest).ToUnixTimeSeconds();
        Claim[] all =
        [
            .. claims,
            new("exp", seconds.ToString(CultureInfo.InvariantCulture)),
            new(IdClaim, WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(IdBytes))),
        ];
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            new ClaimsPrincipal(new ClaimsIdentity(all, CookieAuthenticationDefaults.AuthenticationScheme, "name", null)),
            new AuthenticationProperties(new Dictionary<string, string?> { [Basis] = basis })
            {
                ExpiresUtc = DateTimeOffset.FromUnixTimeSeconds(seconds),
                IsPersistent = true,
                AllowRefresh = false,
            });
    }
}
