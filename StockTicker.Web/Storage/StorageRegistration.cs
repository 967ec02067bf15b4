using Microsoft.EntityFrameworkCore.Diagnostics;
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
        {
            provider.GetRequiredService<IOptions<StorageOptions>>().Value.Use(database);
            // Logged once per episode by DatabaseStatus, or with the request that failed.
            database.ConfigureWarnings(warnings => warnings.Log(
                (CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug)));
        });
        services.AddSingleton<DatabaseFile>();
        services.AddSingleton<DatabaseStatus>();
        services.AddSingleton<DatabaseWriter>();
        services.AddSingleton<UserDocumentStore>();
        services.AddHostedService<DatabaseInitializer>();
        services.AddHostedService<DatabaseProbe>();
        services.AddExceptionHandler<DatabaseExceptionHandler>();
        services.AddOptions<ProblemDetailsOptions>().PostConfigure(options =>
            options.CustomizeProblemDetails = DatabaseExceptionHandler.Describe + options.CustomizeProblemDetails);
        return services;
    }
}
