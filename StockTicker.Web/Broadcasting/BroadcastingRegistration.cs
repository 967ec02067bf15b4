namespace StockTicker.Web.Broadcasting;

internal static class BroadcastingRegistration
{
    /// <summary>Adds what publishing to a channel needs.</summary>
    public static IServiceCollection AddBroadcasting(this IServiceCollection services) => services.AddSingleton<IdempotencyKeys>();
}
