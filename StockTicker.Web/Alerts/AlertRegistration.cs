using StockTicker.Domain;

namespace StockTicker.Web.Alerts;

internal static class AlertRegistration
{
    /// <summary>Adds price alerts, which are checked from the first batch of the market.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertBook>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<AlertMonitor>();
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<AlertMonitor>());
        services.AddHostedService(provider => provider.GetRequiredService<AlertMonitor>());
        return services;
    }
}
