using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace StockTicker.Web.Security;

/// <summary>
/// Keeps responses for a signed-in user out of all caches, including the browser's, so that no one else sees them after the user has
/// signed out. Pages vary by cookie and content coding.
/// </summary>
internal sealed class PersonalContent : IAlwaysRunResultFilter
{
    /// <summary>The <c>Cache-Control</c> of personal content.</summary>
    public const string CacheControl = "private, no-store";

    /// <inheritdoc/>
    public void OnResultExecuting(ResultExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Cookie, HeaderNames.AcceptEncoding);
        // Antiforgery sets a weaker one while a page with a form is written.
        if (SignedInUser.Of(context.HttpContext.User) is not null)
            context.HttpContext.Response.OnStarting(SetCacheControl, context.HttpContext.Response);
    }

    /// <inheritdoc/>
    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    private static Task SetCacheControl(object response)
    {
        ((HttpResponse)response).Headers.CacheControl = CacheControl;
        return Task.CompletedTask;
    }
}
