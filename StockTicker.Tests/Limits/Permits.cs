using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;

namespace StockTicker.Tests.Limits;

/// <summary>
/// Takes permits of a limit without sending requests, because a slow machine could not send hundreds of them within the minute that they
/// count for.
/// </summary>
internal static class Permits
{
    /// <summary>Takes a number of permits for a user, all of which must be granted.</summary>
    public static async Task TakeAsync(IAsyncResourceFilter limit, string user, int count)
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new("iss", "tests"), new("sub", user)], "tests"));
        var granted = 0;
        for (var i = 0; i < count; i++)
        {
            var action = new ActionContext(new DefaultHttpContext { User = principal }, new RouteData(), new ActionDescriptor());
            await limit.OnResourceExecutionAsync(new ResourceExecutingContext(action, [], []), () =>
            {
                granted++;
                return Task.FromResult(new ResourceExecutedContext(action, []));
            });
        }
        Assert.Equal(count, granted);
    }
}
