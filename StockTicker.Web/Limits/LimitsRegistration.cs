namespace StockTicker.Web.Limits;

internal static class LimitsRegistration
{
    /// <summary>
    /// Adds limits for single requests and rate limits for operators' broadcasts and users' changes.
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
