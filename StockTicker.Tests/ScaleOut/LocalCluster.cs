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
    private readonly SortedDictionary<string, (TickerApplication Application, HttpClient Client)> _instances = new(StringComparer.Ordinal);

    /// <summary>Starts so many instances, named a, b, c, …, of which a moves the market.</summary>
    public static async Task<LocalCluster> StartAsync(int instances, params string[] settings)
    {
        var (redis, database) = (await RedisServers.SettingsAsync(), await PostgresServers.CreateDatabaseAsync());
        var cluster = new LocalCluster();
        try
        {
            for (var i = 0; i < instances; i++)
            {
                var name = ((char)('a' + i)).ToString();
                var application = new TickerApplication([.. redis, $"ConnectionStrings:StockTicker={database}", $"ScaleOut:Name={name}", "ScaleOut:Lease=00:01:00", .. settings]);
                cluster._instances[name] = (application, application.Connect());
            }
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
