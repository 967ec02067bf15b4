using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace StockTicker.Web.Hosting;

/// <summary>Error responses: an HTML page for browsers, problem details for other clients.</summary>
internal static class ErrorPages
{
    /// <summary>Completes problem details with a type, a title, and a detail where they are missing.</summary>
    public static IServiceCollection AddErrorPages(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            var (problem, request) = (context.ProblemDetails, context.HttpContext.Request);
            problem.Type ??= problem.Status == StatusCodes.Status429TooManyRequests
                ? "https://tools.ietf.org/html/rfc6585#section-4" : "about:blank";
            problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status ?? StatusCodes.Status500InternalServerError);
            problem.Detail ??= problem.Status switch
            {
                // Only host filtering rejects a request before routing.
                StatusCodes.Status400BadRequest when context.HttpContext.GetEndpoint() is null && !HasFailed(context.HttpContext) =>
                    "The request's Host header is not allowed.",
                StatusCodes.Status401Unauthorized => "A valid bearer token is required.",
                StatusCodes.Status403Forbidden => "The token does not grant access to this resource.",
                StatusCodes.Status404NotFound => $"No resource exists at {request.PathBase}{request.Path}.",
                StatusCodes.Status405MethodNotAllowed => $"{request.PathBase}{request.Path} does not support {request.Method}.",
                StatusCodes.Status413PayloadTooLarge => "The request body is too large.",
                StatusCodes.Status415UnsupportedMediaType => "The body must be application/json.",
                >= 500 => "An unexpected error occurred and has been logged.",
                _ => "The request is invalid.",
            };
        }).AddSingleton<IProblemDetailsWriter, ProblemWriter>();

    /// <summary>Describes what an unreadable body should be, without naming .NET types.</summary>
    public static IMvcBuilder UseProblemForInvalidBodies(this IMvcBuilder mvc) => mvc.ConfigureApiBehaviorOptions(options =>
        options.InvalidModelStateResponseFactory = context => new ObjectResult(
            context.HttpContext.RequestServices.GetRequiredService<ProblemDetailsFactory>().CreateProblemDetails(
                context.HttpContext, StatusCodes.Status400BadRequest,
                detail: $"The body must be JSON that matches its schema in {context.HttpContext.Request.PathBase}/openapi/v1.json."))
        {
            StatusCode = StatusCodes.Status400BadRequest,
            ContentTypes = { "application/problem+json" },
        });

    /// <summary>Handles empty error responses and unhandled exceptions.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        // Problem details are the outer fallback.
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        // The inner handler, the page, is skipped for other clients. (A branch for browsers would not be re-routed.)
        app.Use((context, next) =>
        {
            context.Response.OnStarting(VaryErrors, context.Response);
            if (!WantsPage(context))
                context.Features.Get<IStatusCodePagesFeature>()!.Enabled = false;
            return next(context);
        });
        // Leaves an empty 500 response, which the handlers above complete like any other.
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask,
            StatusCodeSelector = fault => fault switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                _ when IsClientsFault(fault) => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status500InternalServerError,
            },
            // A handled exception has been logged by its handler.
            SuppressDiagnosticsCallback = context =>
                IsClientsFault(context.Exception) || context.ExceptionHandledBy == ExceptionHandledType.ExceptionHandlerService,
        });
    }

    // Requests that Kestrel could not read, or whose client reset the connection while the body was read, which the request may not know
    // yet. For an oversized chunk length Kestrel throws an IOException.
    private static bool IsClientsFault(Exception fault) =>
        fault is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException
            or IOException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };

    private static bool HasFailed(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>() is not null;

    // An error is a page or problem details, as the client accepts.
    private static Task VaryErrors(object state)
    {
        var response = (HttpResponse)state;
        if (response.StatusCode >= StatusCodes.Status400BadRequest && !response.Headers.Vary.ToString().Contains("Accept,", StringComparison.Ordinal))
            response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept);
        return Task.CompletedTask;
    }

    // A client that accepts everything is no browser.
    private static bool WantsPage(HttpContext context) =>
        AcceptHeader.Names(context.Request, "text/html")
        && AcceptHeader.Quality(context.Request, "text/html") is > 0 and var page
        && page >= AcceptHeader.Quality(context.Request, "application/json")
        && page >= AcceptHeader.Quality(context.Request, "application/problem+json");
}
