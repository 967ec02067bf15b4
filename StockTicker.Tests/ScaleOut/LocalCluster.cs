using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Storage;
using StockTicker.Web.ScaleOut;

namespace StockTicker.Tests.ScaleOut;

/// <summary>
/// Instances that share a market, all in this process, for tests in which none crashes. The lease is so long that a slow machine does not
/// lose it.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly string[] _settings;
    private readonly SortedDictionary<string, (TickerApplication Application, HttpClient Client)> _instances = new(StringComparer.Ordinal);

    private LocalCluster(string[] settings) => _settings = settings;

    /// <summary>Starts so many instances, named a, b, c, …, of which a moves the market.</summary>
    public static async Task<LocalCluster> StartAsync(int instances, params string[] settings)
    {
        var (redis, database) = (await RedisServers.SettingsAsync(), await PostgresServers.CreateDatabaseAsync());
        var cluster = new LocalCluster([.. redis, $"ConnectionStrings:StockTicker={database}", "ScaleOut:Lease=00:01:00", .. settings]);
        try
        {
            for (var i = 0; i < instances; i++)
                cluster.Add(((char)('a' + i)).ToString());
            // They know each other.
            foreach (var (_, client) in cluster._instances.Values)
                await Eventually.TrueAsync(async () => (await client.GetJsonAsync("/stats")).GetProperty("instances").GetArrayLength() == instances);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another instance, and gets a client of it.</summary>
    public HttpClient Add(string name)
    {
        var application = new TickerApplication([$"ScaleOut:Name={name}", .. _settings]);
        var client = application.Connect();
        _instances[name] = (application, client);
        return client;
    }

    /// <summary>Gets a client of an instance.</summary>
    public HttpClient this[string name] => _instances[name].Client;

    /// <summary>Gets an instance.</summary>
    public TickerApplication Application(string name) => _instances[name].Application;

    /// <summary>Lets an instance move the market, without telling the one that does.</summary>
    public async Task TakeLeaseAsync(string name)
    {
        var redis = Application(name).Services.GetRequiredService<RedisConnection>();
        await redis.Database.KeyDeleteAsync(redis.KeyOf("lease"));
        await Application(name).Services.GetRequiredService<MarketLease>().RenewAsync();
    }

    /// <summary>Stops an instance in an orderly way.</summary>
    public async Task StopAsync(string name)
    {
        _instances.Remove(name, out var instance);
        instance.Client.Dispose();
        await instance.Application.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in _instances.Keys.ToList())
            await StopAsync(name);
    }
}
