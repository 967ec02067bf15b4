using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Security;

/// <summary>
/// Shows the counters to everybody or, where <see cref="AccessOptions.PublicStats"/> is false, to those with the scope
/// <see cref="Scopes.Stats"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StatsScopeAttribute() : AuthorizeAttribute(Policy)
{
    /// <summary>The name of the policy.</summary>
    public new const string Policy = "stats";

    /// <summary>Adds the policy and what decides on it.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.AddRequirements(new Requirement()));
        services.AddSingleton<IAuthorizationHandler, Handler>();
    }

    private sealed class Requirement : IAuthorizationRequirement;

    private sealed class Handler(IOptions<AccessOptions> options) : AuthorizationHandler<Requirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
        {
            if (options.Value.PublicStats || context.User.HasScope(Scopes.Stats))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
