using Microsoft.AspNetCore.Http.Extensions;
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

    // Longer URLs than those of this site's pages are not worth keeping.
    private const int MaxReturnUrl = 2048;

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
    public async Task<IActionResult> OnPostAsync()
    {
        // Not a parameter, because MVC logs the values of parameters. Users often paste the whole header value.
        var pasted = Request.HasFormContentType ? Request.Form["token"].ToString().Trim() : "";
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
        await cookies.SignOutAsync(HttpContext);
        return Back();
    }

    private LocalRedirectResult Back()
    {
        var target = ReturnUrl?.Length <= MaxReturnUrl && Url.IsLocalUrl(ReturnUrl) && IsOfThisApplication(ReturnUrl) ? ReturnUrl : "~/";
        // A header must be ASCII.
        return LocalRedirect(UriHelper.Encode(new Uri(Url.Content(target), UriKind.Relative)));
    }

    // Other applications may be next to the path base.
    private bool IsOfThisApplication(string url) =>
        !Request.PathBase.HasValue || url.StartsWith('~') || new PathString(url.Split('?', '#')[0]).StartsWithSegments(Request.PathBase);
}
