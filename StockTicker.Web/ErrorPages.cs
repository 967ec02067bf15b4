using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace StockTicker.Web;

/// <summary>What an error looks like: a page for people, problem details for programs.</summary>
internal static class ErrorPages
{
    /// <summary>Gives every problem a sentence that says what was wrong, where its author gave none.</summary>
    public static IServiceCollection AddErrorPages(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
        {
            StatusCodes.Status401Unauthorized => "This needs a bearer token that is valid here.",
            StatusCodes.Status403Forbidden => "What the token allows is not enough for this.",
            StatusCodes.Status404NotFound => $"There is nothing at {context.HttpContext.Request.Path}.",
            StatusCodes.Status405MethodNotAllowed => $"{context.HttpContext.Request.Path} does not answer {context.HttpContext.Request.Method}.",
            StatusCodes.Status413PayloadTooLarge => "The body is too large.",
            StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
            >= 500 => "Something went wrong here; it has been logged.",
            _ => "The request could not be understood.",
        });

    /// <summary>Says of a body that cannot be read what it should be, and not which type of this program it does not fit.</summary>
    public static IMvcBuilder AnswerBadBodies(this IMvcBuilder mvc) => mvc.ConfigureApiBehaviorOptions(options =>
        options.InvalidModelStateResponseFactory = context => new ObjectResult(
            context.HttpContext.RequestServices.GetRequiredService<ProblemDetailsFactory>().CreateProblemDetails(
                context.HttpContext, StatusCodes.Status400BadRequest, detail: "The body must be JSON as /openapi/v1.json describes it."))
        {
            StatusCode = StatusCodes.Status400BadRequest,
            ContentTypes = { "application/problem+json" },
        });

    /// <summary>Answers every empty error status and every exception.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseStatusCodePages();
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        // Of the two the inner one, the page, steps back for programs. (A branch for browsers would not be routed again.)
        app.Use((context, next) =>
        {
            if (!WantsPage(context))
                context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            return next(context);
        });
        // It leaves an empty 500, which the pages above answer as any other status.
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask,
            StatusCodeSelector = fault => fault is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
    }

    private static bool WantsPage(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(range => range.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
