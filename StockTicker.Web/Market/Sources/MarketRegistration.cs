using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Market.Simulation;

namespace StockTicker.Web.Market.Sources;

internal static class MarketRegistration
{
    /// <summary>Adds the market and its source. The book is filled before the first request is handled.</summary>
    public static IServiceCollection AddMarket(this IServiceCollection services)
    {
        services.AddOptions<MarketOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var options = OptionsOf(provider);
            var system = provider.GetRequiredService<TimeProvider>();
            return options.Clock == MarketClockKind.Manual
                ? MarketClock.StandingAt(options.Start ?? system.GetUtcNow(), options.UpdateInterval)
                : MarketClock.Following(system, options.UpdateInterval);
        });
        services.AddSimulation();
        services.AddSingleton<IMarketSource>(provider => OptionsOf(provider).Source switch
        {
            _ => provider.GetRequiredService<SimulatedMarket>(),
        });
        services.AddSingleton(provider =>
            new MarketOpening(provider.GetRequiredService<IMarketSource>(), provider.GetRequiredService<MarketClock>().GetUtcNow()));
        services.AddSingleton(provider => provider.GetRequiredService<MarketOpening>().Book);
        services.AddSingleton(provider => provider.GetRequiredService<MarketOpening>().History);
        services.AddSingleton(provider =>
        {
            var logger = provider.GetRequiredService<ILogger<StockHub>>();
            return new StockHub((observer, fault) =>
                logger.LogCritical(fault, "{Observer} failed to process a batch and has been unsubscribed.", observer.GetType().Name));
        });
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<MarketHistory>());
        services.AddSingleton<MarketDriver>();
        services.AddHostedService(provider => provider.GetRequiredService<MarketDriver>());
        return services;
    }

    private static IServiceCollection AddSimulation(this IServiceCollection services)
    {
        services.AddSingleton(provider => new MarketSeed(OptionsOf(provider).Seed ?? Random.Shared.Next()));
        services.AddSingleton(provider =>
            InstrumentList.Create(OptionsOf(provider).Instruments, provider.GetRequiredService<MarketSeed>().Value));
        services.AddSingleton(provider => new PriceModel(
            provider.GetRequiredService<InstrumentCatalog>(), OptionsOf(provider).Model,
            new Random(provider.GetRequiredService<MarketSeed>().Value)));
        return services.AddSingleton<SimulatedMarket>();
    }

    private static MarketOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<MarketOptions>>().Value;
}
