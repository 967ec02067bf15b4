namespace StockTicker.Web.Limits;

internal static class LimitsRegistration
{
    /// <summary>
    /// Adds the limits on a request, on how often an operator may publish, and on how often a user may change things.
    /// </summary>
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<UserOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        return services
            .AddKestrelLimits()
            .AddSingleton<BroadcastRateLimit>()
            .AddSingleton<UserChangeRateLimit>();
    }
}
