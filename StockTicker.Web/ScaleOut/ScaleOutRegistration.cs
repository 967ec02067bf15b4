using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using StockTicker.Web.Market;
using StockTicker.Web.Market.Simulation;
using StockTicker.Web.Market.Sources;
using StockTicker.Web.Security;
using StockTicker.Web.Storage;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

internal static class ScaleOutRegistration
{
    /// <summary>Adds a log and a market that several instances share, if <c>ScaleOut:Redis</c> is set. Call it after the market, the streams, and security.</summary>
    public static IServiceCollection AddScaleOut(this IServiceCollection services)
    {
        services.AddOptions<ScaleOutOptions>().Configure<IConfiguration, IOptions<StorageOptions>, IOptions<MarketOptions>>(
            (options, configuration, storage, market) => options.Read(configuration, storage.Value, market.Value)).ValidateOnStart();
        // What has been registered for one process is used unless the setting is there.
        services.Choose<IEventPublisher, LocalPublisher>(Publisher);
        services.Choose<IMarketOutput, LocalMarketOutput>(Output);
        services.Choose<IInstances, NoInstances>(All);
        services.Choose<IOrders, LocalOrders>(Orders);
        services.Choose<IStreamTickets, StreamTickets>(Tickets);
        services.Choose<ISharedLogStatus, LocalLogStatus>(Status);
        services.AddSingleton(provider => IsOn(provider) ? SharedSeed(provider)
            : new MarketSeed(provider.GetRequiredService<IOptions<MarketOptions>>().Value.Seed ?? Random.Shared.Next()));
        services.AddSingleton(provider => new MarketPast(!IsOn(provider) || !Joins(provider)));
        services.AddRedis();
        services.AddHostedService<ScaleOutService>();
        services.AddExceptionHandler<ScaleOutExceptionHandler>();
        services.AddOptions<ProblemDetailsOptions>().PostConfigure(options =>
            options.CustomizeProblemDetails = ScaleOutExceptionHandler.Describe + options.CustomizeProblemDetails);
        return services;
    }

    // Each is a separate method, so that the library of Redis is loaded only when it is used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddRedis(this IServiceCollection services) => services
        .AddSingleton<RedisConnection>()
        .AddSingleton<SharedMarket>()
        .AddSingleton<MarketLease>()
        .AddSingleton<LogReplica>()
        .AddSingleton<RedisPublisher>()
        .AddSingleton<RedisMarketOutput>()
        .AddSingleton<RedisOrders>()
        .AddSingleton<SharedStreamTickets>()
        .AddSingleton<Instances>()
        .AddSingleton<ClusterMember>();

    private static void Choose<TService, TLocal>(this IServiceCollection services, Func<IServiceProvider, TService> shared)
        where TService : class where TLocal : class, TService =>
        services.AddSingleton(provider => IsOn(provider) ? shared(provider) : ActivatorUtilities.CreateInstance<TLocal>(provider));

    private static bool IsOn(IServiceProvider provider) => provider.GetRequiredService<IOptions<ScaleOutOptions>>().Value.IsOn;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IEventPublisher Publisher(IServiceProvider provider) => provider.GetRequiredService<RedisPublisher>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IMarketOutput Output(IServiceProvider provider) => provider.GetRequiredService<RedisMarketOutput>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IInstances All(IServiceProvider provider) => provider.GetRequiredService<Instances>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ISharedLogStatus Status(IServiceProvider provider) => provider.GetRequiredService<LogReplica>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IOrders Orders(IServiceProvider provider) => provider.GetRequiredService<RedisOrders>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IStreamTickets Tickets(IServiceProvider provider) => provider.GetRequiredService<SharedStreamTickets>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Joins(IServiceProvider provider) => provider.GetRequiredService<SharedMarket>().IsOpen;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MarketSeed SharedSeed(IServiceProvider provider) => new(provider.GetRequiredService<SharedMarket>().Seed);
}
