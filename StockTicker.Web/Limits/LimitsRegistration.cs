using StockTicker.Web.Broadcasting;

namespace StockTicker.Web.Limits;

internal static class LimitsRegistration
{
    /// <summary>Adds how much anybody may take: of a request, of the streams, of an operator's right to publish.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddKestrelLimits()
        .AddBroadcastLimit()
        .AddSingleton<StreamPlaces>()
        .AddSingleton<IdempotencyKeys>();
}
