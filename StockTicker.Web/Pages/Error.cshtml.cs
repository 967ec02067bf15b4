using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace StockTicker.Web.Pages;

/// <summary>What a browser is shown instead of an empty error response. The status code stays the one of the error.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    private const string Stocks = "/stocks/";

    /// <summary>The status code, 400 to 599.</summary>
    public int Status { get; private set; } = StatusCodes.Status404NotFound;

    /// <summary>The symbol that was looked for in vain; null when it was something else.</summary>
    public string? Symbol { get; private set; }

    /// <summary>What went wrong, in a few words.</summary>
    public string Heading => (Status, Symbol) switch
    {
        (StatusCodes.Status404NotFound, { } symbol) => $"No instrument is called {symbol}",
        (StatusCodes.Status404NotFound, _) => "There is nothing at this address",
        (StatusCodes.Status401Unauthorized, _) => "Please sign in first",
        (StatusCodes.Status403Forbidden, _) => "This is not open to you",
        (StatusCodes.Status429TooManyRequests, _) => "Too many requests",
        (StatusCodes.Status503ServiceUnavailable, _) => "The market is not ready",
        ( >= 500, _) => "Something broke on our side",
        _ => "This request could not be understood",
    };

    /// <summary>What can be done about it.</summary>
    public string Advice => (Status, Symbol) switch
    {
        (StatusCodes.Status404NotFound, { }) => "Look for the company by its name, or by a part of its symbol.",
        (StatusCodes.Status404NotFound, _) => "The link may be old or mistyped. Every instrument is on the board.",
        (StatusCodes.Status401Unauthorized, _) => "This is for who is signed in, and may see it.",
        (StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable, _) =>
            "Wait a moment, then load the page again.",
        ( >= 500, _) => "It has been written to the log. Load the page again in a moment.",
        _ => "Every instrument is on the board.",
    };

    /// <summary>Where to sign in, and back from there; null where that does not help.</summary>
    public string? SignInUrl { get; private set; }

    /// <summary>Shows the page for <paramref name="status"/>.</summary>
    public void OnGet(int status) => Show(status);

    /// <summary>Shows the page for <paramref name="status"/> in answer to a form.</summary>
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
            Symbol = path[Stocks.Length..] is { Length: > 0 and <= 20 } symbol ? symbol : null;
    }
}
