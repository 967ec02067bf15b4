using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StockTicker.Web.Security;

/// <summary>Lets the signed-in user alone in. Writes of other sites' pages do not come this far: <see cref="CrossSite"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SignedInAttribute : Attribute, IAuthorizationFilter
{
    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (SignedInUser.Of(context.HttpContext.User) is null)
            context.Result = new ChallengeResult();
    }
}

internal static class SignedInController
{
    /// <summary>Whose things the request is about, behind <see cref="SignedInAttribute"/>.</summary>
    public static string SignedInOwner(this ControllerBase controller) => SignedInUser.Of(controller.User)!.Owner;
}
