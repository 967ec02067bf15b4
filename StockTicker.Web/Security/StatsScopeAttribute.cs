using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Security;

/// <summary>
/// Requires the scope <see cref="Scopes.Stats"/> if <see cref="AccessOptions.PublicStats"/> is false.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StatsScopeAttribute() : AuthorizeAttribute(Policy)
{
    /// <summary>The name of the policy.</summary>
    public new const string Policy = "stats";

    /// <summary>Adds the policy and its handler.</summary>
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
