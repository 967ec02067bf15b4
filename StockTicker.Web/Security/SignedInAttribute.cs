using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StockTicker.Web.Security;

/// <summary>Requires a signed-in user. Unsafe requests of other sites are rejected earlier, by <see cref="CrossSite"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SignedInAttribute : Attribute, IAuthorizationFilter
{
    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (SignedInUser.Of(context.HttpContext.User) is null)
            context.Result = new ChallengeResult();
        else
            context.HttpContext.Response.Headers.CacheControl = PersonalContent.CacheControl;
    }
}

internal static class SignedInController
{
    /// <summary>Gets the owner of the requested data. Requires <see cref="SignedInAttribute"/>.</summary>
    public static string SignedInOwner(this ControllerBase controller) => SignedInUser.Of(controller.User)!.Owner;
}
