using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;

namespace StockTicker.Web.Hosting;

/// <summary>What an error looks like: a page for people, problem details for programs.</summary>
internal static class ErrorPages
{
    /// <summary>Gives every problem what its author left out: a type, a title, and a sentence that says what was wrong.</summary>
    public static IServiceCollection AddErrorPages(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            var (problem, request) = (context.ProblemDetails, context.HttpContext.Request);
            problem.Type ??= problem.Status == StatusCodes.Status429TooManyRequests
                ? "https://tools.ietf.org/html/rfc6585#section-4" : "about:blank";
            problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status ?? StatusCodes.Status500InternalServerError);
            problem.Detail ??= problem.Status switch
            {
                // Nothing but the host filter refuses a request before anybody knows what it asks for.
                StatusCodes.Status400BadRequest when context.HttpContext.GetEndpoint() is null && !HasFailed(context.HttpContext) =>
                    "This server does not answer to the host that the request names.",
                StatusCodes.Status401Unauthorized => "This needs a bearer token that is valid here.",
                StatusCodes.Status403Forbidden => "What the token allows is not enough for this.",
                StatusCodes.Status404NotFound => $"There is nothing at {request.Path}.",
                StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not answer {request.Method}.",
                StatusCodes.Status413PayloadTooLarge => "The body is larger than anything that is read here.",
                StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
                >= 500 => "Something went wrong here; it has been logged.",
                _ => "The request could not be understood.",
            };
        });

    /// <summary>Says of a body that cannot be read what it should be, and not which type of this program it does not fit.</summary>
    public static IMvcBuilder UseProblemForInvalidBodies(this IMvcBuilder mvc) => mvc.ConfigureApiBehaviorOptions(options =>
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
        // Around it the plain problem details wait.
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
            StatusCodeSelector = fault => fault switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                _ when IsClientsFault(fault) => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status500InternalServerError,
            },
            SuppressDiagnosticsCallback = context => IsClientsFault(context.Exception),
        });
    }

    // What the server itself could not read. Of a chunk whose size fits in no number it says so by an exception of another kind.
    private static bool IsClientsFault(Exception fault) =>
        fault is BadHttpRequestException or IOException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };

    private static bool HasFailed(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>() is not null;

    private static bool WantsPage(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(range => range.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
