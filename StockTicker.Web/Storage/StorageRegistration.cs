using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StockTicker.Web.Market;

namespace StockTicker.Web.Storage;

internal static class StorageRegistration
{
    /// <summary>Adds the database. Call it before other registrations, whose services may use the database when they start.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>()
            .Configure<IConfiguration, IOptions<MarketOptions>>((options, configuration, market) => options.Read(configuration, market.Value))
            .ValidateOnStart();
        services.AddDbContextFactory<TickerDatabase>((provider, database) =>
            database.UseSqlite(provider.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString));
        services.AddSingleton<DatabaseFile>();
        services.AddHostedService<DatabaseInitializer>();
        return services;
    }
}
