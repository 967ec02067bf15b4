using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using StockTicker.Web.Streaming;

namespace StockTicker.Web.Security;

/// <summary>Who may see the statistics: everybody, or, without <see cref="StreamingOptions.PublicStats"/>, who has the scope.</summary>
internal static class StatsAccess
{
    /// <summary>The policy's name.</summary>
    public const string Policy = "stats";

    public static IServiceCollection AddStatsAccess(this IServiceCollection services)
    {
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<StreamingOptions>>((authorization, streaming) =>
            authorization.AddPolicy(Policy, policy => policy.RequireAssertion(context =>
                streaming.Value.PublicStats || context.User.HasScope(Scopes.Stats))));
        return services;
    }
}
