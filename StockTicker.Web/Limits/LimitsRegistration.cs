using StockTicker.Web.Broadcasting;

namespace StockTicker.Web.Limits;

internal static class LimitsRegistration
{
    /// <summary>
    /// Adds how much anybody may take: of a request, of the streams, of an operator's right to publish, of a user's right to change things.
    /// </summary>
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<UserOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        return services
            .AddKestrelLimits()
            .AddSingleton<BroadcastLimit>()
            .AddSingleton<ChangeLimit>()
            .AddSingleton<StreamPlaces>()
            .AddSingleton<IdempotencyKeys>();
    }
}
