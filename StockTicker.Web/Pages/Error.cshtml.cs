using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Web.Hosting;

namespace StockTicker.Web.Pages;

/// <summary>The page that browsers get instead of an empty error response. The status code is kept.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    private const string Stocks = "/stocks/";

    /// <summary>The status code, 400 to 599.</summary>
    public int Status { get; private set; } = StatusCodes.Status404NotFound;

    /// <summary>The unknown symbol that was requested; null for other errors.</summary>
    public string? Symbol { get; private set; }

    /// <summary>The heading.</summary>
    public string Heading => (Status, Symbol) switch
    {
        (StatusCodes.Status404NotFound, { } symbol) => $"No instrument named {symbol}",
        (StatusCodes.Status404NotFound, _) => "Page not found",
        (StatusCodes.Status401Unauthorized, _) => "Sign in to see this page",
        (StatusCodes.Status403Forbidden, _) => "Access denied",
        (StatusCodes.Status429TooManyRequests, _) => "Too many requests",
        (StatusCodes.Status503ServiceUnavailable, _) => "Temporarily unavailable",
        ( >= 500, _) => "Something went wrong on the server",
        _ => "Invalid request",
    };

    /// <summary>What the user can do about it.</summary>
    public string Advice => (Status, Symbol) switch
    {
        (StatusCodes.Status404NotFound, { }) => "Search by company name or part of a symbol.",
        (StatusCodes.Status404NotFound, _) => "The link may be outdated or mistyped. All instruments are on the board.",
        (StatusCodes.Status401Unauthorized, _) => "Sign in with an account that has access.",
        (StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable, _) =>
            "Wait a moment, then reload the page.",
        ( >= 500, _) => "The error has been logged. Try again in a moment.",
        _ => "All instruments are on the board.",
    };

    /// <summary>Sign-in URL with a return URL; null when signing in does not help.</summary>
    public string? SignInUrl { get; private set; }

    /// <summary>Shows the page for <paramref name="status"/>.</summary>
    public void OnGet(int status) => Show(status);

    /// <summary>Shows the page for <paramref name="status"/> after a form post.</summary>
    public void OnPost(int status) => Show(status);

    private void Show(int status)
    {
        Status = status is >= 400 and <= 599 ? status : StatusCodes.Status404NotFound;
        Response.StatusCode = Status;
        var original = HttpContext.Features.Get<IStatusCodeReExecuteFeature>();
        var path = original?.OriginalPath;
        if (Status == StatusCodes.Status401Unauthorized)
        {
            var here = $"{original?.OriginalPathBase}{path}{original?.OriginalQueryString}";
            SignInUrl = $"~{SignInModel.Path}" + QueryString.Create("returnUrl", here);
        }
        if (Status == StatusCodes.Status404NotFound && path?.StartsWith(Stocks, StringComparison.OrdinalIgnoreCase) is true)
            Symbol = SlashesInRoutes.Decode(path[Stocks.Length..]) is { Length: > 0 and <= Domain.Symbol.MaxLength } symbol ? symbol : null;
    }
}
