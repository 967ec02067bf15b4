using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace StockTicker.Web.Security;

/// <summary>Lets the signed-in user alone in, and no write that another site's page makes the user's browser send.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SignedInAttribute : Attribute, IAuthorizationFilter
{
    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (SignedInUser.Of(context.HttpContext.User) is null)
            context.Result = new ChallengeResult();
        else if (!HttpMethods.IsGet(request.Method) && CrossSite.IsForeign(request))
            context.Result = Refused(context.HttpContext);
    }

    private static ObjectResult Refused(HttpContext context) => new(
        context.RequestServices.GetRequiredService<ProblemDetailsFactory>().CreateProblemDetails(
            context, StatusCodes.Status403Forbidden, detail: "Another site's page may not change what is a user's."))
    {
        StatusCode = StatusCodes.Status403Forbidden,
        ContentTypes = { "application/problem+json" },
    };
}

internal static class SignedInController
{
    /// <summary>Whose things the request is about, behind <see cref="SignedInAttribute"/>.</summary>
    public static string SignedInOwner(this ControllerBase controller) => SignedInUser.Of(controller.User)!.Owner;
}
