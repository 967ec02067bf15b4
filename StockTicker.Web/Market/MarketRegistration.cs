using Microsoft.Extensions.Options;
using StockTicker.Domain;

namespace StockTicker.Web.Market;

internal static class MarketRegistration
{
    /// <summary>Adds the simulated market. The book is filled before the first request is handled.</summary>
    public static IServiceCollection AddMarket(this IServiceCollection services)
    {
        services.AddOptions<MarketOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<MarketOptions>>().Value;
            var system = provider.GetRequiredService<TimeProvider>();
            return options.Clock == MarketClockKind.Manual
                ? MarketClock.StandingAt(options.Start ?? system.GetUtcNow(), options.UpdateInterval)
                : MarketClock.Following(system, options.UpdateInterval);
        });
        services.AddSingleton(provider =>
            new MarketSeed(provider.GetRequiredService<IOptions<MarketOptions>>().Value.Seed ?? Random.Shared.Next()));
        services.AddSingleton(provider => InstrumentList.Create(
            provider.GetRequiredService<IOptions<MarketOptions>>().Value.Instruments, provider.GetRequiredService<MarketSeed>().Value));
        services.AddSingleton(provider => new PriceModel(
            provider.GetRequiredService<InstrumentCatalog>(), provider.GetRequiredService<IOptions<MarketOptions>>().Value.Model,
            new Random(provider.GetRequiredService<MarketSeed>().Value)));
        // The opening, from which the book and the history both start.
        services.AddSingleton(provider =>
            provider.GetRequiredService<PriceModel>().Open(provider.GetRequiredService<MarketClock>().GetUtcNow()));
        services.AddSingleton<StockBook>();
        services.AddSingleton(provider =>
        {
            var logger = provider.GetRequiredService<ILogger<StockHub>>();
            return new StockHub((observer, fault) =>
                logger.LogCritical(fault, "{Observer} failed to process a batch and has been unsubscribed.", observer.GetType().Name));
        });
        services.AddSingleton<MarketHistory>();
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<MarketHistory>());
        services.AddSingleton<IMarketOutput, LocalMarketOutput>();
        services.AddSingleton<PriceSimulator>();
        services.AddHostedService(provider => provider.GetRequiredService<PriceSimulator>());
        return services;
    }
}
