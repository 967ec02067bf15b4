using StockTicker.Domain;

namespace StockTicker.Web.Streaming;

internal static class StreamingRegistration
{
    /// <summary>Adds the log and the streams that are read from it.</summary>
    public static IServiceCollection AddStreaming(this IServiceCollection services)
    {
        services.AddOptions<StreamingOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        services.AddSingleton<EventLog>();
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<EventLog>());
        services.AddSingleton<ChannelRegistry>();
        services.AddSingleton<Hello>();
        services.AddSingleton<StreamMetrics>();
        services.AddSingleton<StatsReader>();
        services.AddSingleton<Broadcaster>();
        services.AddHostedService(provider => provider.GetRequiredService<Broadcaster>());
        return services;
    }
}
