using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Market.Feed;
using StockTicker.Web.Market.Recording;
using StockTicker.Web.Market.Replay;
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
            MarketSourceKind.Replay => Replay(provider),
            MarketSourceKind.Feed => new FedMarket(
                OptionsOf(provider).Listed ?? InstrumentCatalog.Empty, MarketOptions.MaxInstruments, provider.GetRequiredService<MarketClock>()),
            _ => provider.GetRequiredService<SimulatedMarket>(),
        });
        services.AddSingleton(new MarketPast(true));
        services.AddSingleton(Open);
        services.AddSingleton(provider => provider.GetRequiredService<MarketOpening>().Book);
        services.AddSingleton(provider => provider.GetRequiredService<MarketOpening>().History);
        services.AddSingleton(provider =>
        {
            var logger = provider.GetRequiredService<ILogger<StockHub>>();
            return new StockHub((observer, fault) =>
                logger.LogCritical(fault, "{Observer} failed to process a batch and has been unsubscribed.", observer.GetType().Name));
        });
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<MarketHistory>());
        services.AddRecording();
        services.AddSingleton<IMarketOutput, LocalMarketOutput>();
        services.AddSingleton<MarketDriver>();
        services.AddHostedService(provider => provider.GetRequiredService<MarketDriver>());
        return services;
    }

    private static IServiceCollection AddSimulation(this IServiceCollection services)
    {
        services.AddSingleton(provider => new MarketSeed(OptionsOf(provider).Seed ?? Random.Shared.Next()));
        services.AddSingleton(provider =>
            OptionsOf(provider).Listed ?? InstrumentList.Create(OptionsOf(provider).Instruments, provider.GetRequiredService<MarketSeed>().Value));
        services.AddSingleton(provider =>
        {
            try
            {
                return new PriceModel(
                    provider.GetRequiredService<InstrumentCatalog>(), OptionsOf(provider).Model,
                    new Random(provider.GetRequiredService<MarketSeed>().Value));
            }
            catch (ArgumentException fault) when (OptionsOf(provider).List is { } list)
            {
                throw Invalid($"{MarketOptions.Section}:{nameof(MarketOptions.List)} is '{list}': {fault.Message.Split(" (Parameter")[0]} The simulation needs both.");
            }
        });
        return services.AddSingleton<SimulatedMarket>();
    }

    private static ReplayedMarket Replay(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        var bad = new BadLines(options.Strict, provider.GetRequiredService<ILoggerFactory>().CreateLogger<ReplayedMarket>());
        return new ReplayedMarket(
            time => ReplayFiles.Open(options.Replay!, options.Listed ?? InstrumentCatalog.Empty, MarketOptions.MaxInstruments, time, bad),
            new ReplayPlan(options.Speed, options.From, options.To, options.Loop), bad, provider.GetRequiredService<MarketClock>());
    }

    private static MarketOpening Open(IServiceProvider provider)
    {
        try
        {
            return new MarketOpening(
                provider.GetRequiredService<IMarketSource>(), provider.GetRequiredService<MarketClock>().GetUtcNow(),
                provider.GetRequiredService<MarketPast>().IsNeeded);
        }
        catch (InvalidDataException fault) when (OptionsOf(provider) is { Replay: { } replay } options)
        {
            var otherwise = options.Strict ? $", or set {MarketOptions.Section}:{nameof(MarketOptions.Strict)}=false to skip such lines" : "";
            throw Invalid($"{MarketOptions.Section}:{nameof(MarketOptions.Replay)} is '{replay}': {fault.Message}. Correct the file{otherwise}.");
        }
    }

    private static IServiceCollection AddRecording(this IServiceCollection services)
    {
        services.AddSingleton(provider => OptionsOf(provider).Record is { } folder
            ? ActivatorUtilities.CreateInstance<MarketRecorder>(provider, Prepared(folder))
            : ActivatorUtilities.CreateInstance<MarketRecorder>(provider, new RecordingFolder("")));
        services.AddSingleton<IObserver<QuoteBatch>>(provider => provider.GetRequiredService<MarketRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<MarketRecorder>());
        return services;
    }

    private static RecordingFolder Prepared(string path)
    {
        var folder = new RecordingFolder(path);
        try
        {
            folder.Prepare();
            return folder;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"{MarketOptions.Section}:{nameof(MarketOptions.Record)} is '{path}': {fault.Message.TrimEnd('.')}. Choose a folder to which the application can write.");
        }
    }

    private static OptionsValidationException Invalid(string problem) => new(MarketOptions.Section, typeof(MarketOptions), [problem]);

    private static MarketOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<MarketOptions>>().Value;
}
