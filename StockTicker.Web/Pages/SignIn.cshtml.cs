using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Web.Security;

namespace StockTicker.Web.Pages;

/// <summary>Where a browser trades a token for the cookie, and gives it back.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SignInModel(CookieSignIn cookies, IHostEnvironment environment) : PageModel
{
    /// <summary>The page's address.</summary>
    public const string Path = "/signin";

    /// <summary>Where the reader was; back there it goes, if that is on this site.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Who is signed in; null for nobody.</summary>
    public SignedInUser? SignedIn => SignedInUser.Of(User);

    /// <summary>Whom one click signs in: nobody outside Development.</summary>
    public IReadOnlyList<DemoUser> DemoUsers => environment.IsDevelopment() ? DemoUser.All : [];

    /// <summary>What was wrong with the token; null when nothing was.</summary>
    public string? Error { get; private set; }

    /// <summary>Signs in with a token.</summary>
    public async Task<IActionResult> OnPostAsync(string? token)
    {
        // People copy more than the token.
        var pasted = (token ?? "").Trim();
        if (pasted.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            pasted = pasted["Bearer ".Length..].Trim();
        Error = pasted.Length == 0 ? "Paste a token first." : await cookies.SignInAsync(HttpContext, pasted) is { } reason
            ? $"This token is not accepted. {reason}" : null;
        return Error is null ? Back() : Page();
    }

    /// <summary>Signs in as a made-up user.</summary>
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

    private LocalRedirectResult Back() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "~/");
}
