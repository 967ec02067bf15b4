using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StockTicker.Web;

/// <summary>
/// Answers 405 where a page has nothing to say to a method. Left to itself the framework would render the page without having asked it.
/// </summary>
internal sealed class KnownMethodsAlone : IPageFilter
{
    /// <inheritdoc/>
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // A page that explains an error leaves the error what it was.
        if (context.HandlerMethod is null)
            context.Result = new StatusCodeResult(
                context.HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalStatusCode ?? StatusCodes.Status405MethodNotAllowed);
    }

    /// <inheritdoc/>
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
