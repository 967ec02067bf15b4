namespace StockTicker.Web.Broadcasting;

internal static class BroadcastingRegistration
{
    /// <summary>Adds the services for publishing to a channel.</summary>
    public static IServiceCollection AddBroadcasting(this IServiceCollection services) => services.AddSingleton<IdempotencyKeys>();
}
