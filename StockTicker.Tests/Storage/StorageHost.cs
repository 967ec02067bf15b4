using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market;
using StockTicker.Web.Storage;

namespace StockTicker.Tests.Storage;

/// <summary>The services of the database alone, as they start with the application.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StorageHost(string connection) => _services = new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [StorageOptions.Key] = connection }).Build())
        .AddSingleton(TimeProvider.System)
        .AddLogging()
        .AddOptions<MarketOptions>().Services
        .AddStorage()
        .BuildServiceProvider();

    /// <summary>Starts it.</summary>
    public static async Task<StorageHost> StartAsync(string connection)
    {
        var host = new StorageHost(connection);
        try
        {
            await host._services.GetServices<IHostedService>().OfType<DatabaseInitializer>().Single().StartingAsync(TestTimeout.Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a database and changes it by a statement.</summary>
    public static async Task CreateAsync(string path, string sql)
    {
        await using (await StartAsync($"Data Source={path}"))
            await ExecuteAsync(path, sql);
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Executes a statement from outside the application, and returns the first value.</summary>
    public static async Task<object?> ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(TestTimeout.Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestTimeout.Token);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
