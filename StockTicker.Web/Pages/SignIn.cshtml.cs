using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Web.Security;

namespace StockTicker.Web.Pages;

/// <summary>The sign-in page: exchanges a token for a cookie, and signs out.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SignInModel(CookieSignIn cookies, IHostEnvironment environment) : PageModel
{
    /// <summary>The path of the page.</summary>
    public const string Path = "/signin";

    /// <summary>Where to return to afterwards; ignored unless local.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>The signed-in user; null when signed out.</summary>
    public SignedInUser? SignedIn => SignedInUser.Of(User);

    /// <summary>Demo users for one-click sign-in; none outside Development.</summary>
    public IReadOnlyList<DemoUser> DemoUsers => environment.IsDevelopment() ? DemoUser.All : [];

    /// <summary>Why the token was rejected; null when it was not.</summary>
    public string? Error { get; private set; }

    /// <summary>Signs in with a token.</summary>
    public async Task<IActionResult> OnPostAsync(string? token)
    {
        // Users often paste the whole header value.
        var pasted = (token ?? "").Trim();
        if (pasted.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            pasted = pasted["Bearer ".Length..].Trim();
        Error = pasted.Length == 0 ? "Paste a token." : await cookies.SignInAsync(HttpContext, pasted) is { } reason
            ? $"The token was not accepted. {reason}" : null;
        return Error is null ? Back() : Page();
    }

    /// <summary>Signs in as a demo user.</summary>
    public async Task<IActionResult> OnPostUserAsync(string? id)
    {
        if (DemoUsers.FirstOrDefault(user => user.Id == id) is not { } user)
            return NotFound();
        await cookies.SignInAsync(HttpContext, user);
        return Back();
    }

    /// <summary>Signs out.</summary>
    public async Task<IActionResult> OnPostOutAsync()
    {
        await CookieSignIn.SignOutAsync(HttpContext);
        return Back();
    }

    private LocalRedirectResult Back() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) && IsOfThisApplication(ReturnUrl!) ? ReturnUrl! : "~/");

    // Other applications may be next to the path base.
    private bool IsOfThisApplication(string url) =>
        !Request.PathBase.HasValue || url.StartsWith('~') || new PathString(url.Split('?', '#')[0]).StartsWithSegments(Request.PathBase);
}
