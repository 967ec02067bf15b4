using System.Collections.Concurrent;
using System.Globalization;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;
using StockTicker.Tests.Storage;

namespace StockTicker.Tests.ScaleOut;

/// <summary>Instances that share a market, each in a process of its own.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string[] _settings;
    private readonly ConcurrentDictionary<string, ApplicationProcess> _instances = [];
    private readonly ConcurrentDictionary<string, HttpClient> _clients = [];
    private readonly ConcurrentDictionary<string, string> _addresses = [];
    private readonly ConcurrentDictionary<string, RedisLink> _links = [];

    private Cluster(RedisServer redis, string database, string[] settings)
    {
        Redis = redis;
        _settings =
        [
            $"--ConnectionStrings:StockTicker={database}", "--ScaleOut:Lease=00:00:02",
            .. Tokens.Settings.Select(setting => $"--{setting}"), .. settings.Select(setting => $"--{setting}"),
        ];
    }

    /// <summary>The log that they share.</summary>
    public RedisServer Redis { get; }

    /// <summary>The names of the instances that run.</summary>
    public IReadOnlyList<string> Names => [.. _instances.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Starts so many instances, named a, b, c, ….</summary>
    public static async Task<Cluster> StartAsync(int instances, params string[] settings)
    {
        var database = await PostgresServers.CreateDatabaseAsync();
        var cluster = new Cluster(await RedisServer.StartAsync(), database, settings);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, instances).Select(i => cluster.AddAsync(((char)('a' + i)).ToString())));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an instance, at the same address as the one before it with the same name.</summary>
    public async Task AddAsync(string name)
    {
        var instance = ApplicationProcess.Start(
            [.. _settings, $"--ScaleOut:Redis={LinkOf(name).ConnectionString}", $"--ScaleOut:Name={name}", "--urls", AddressOf(name)]);
        _instances[name] = instance;
        _clients[name] = await instance.ConnectAsync();
    }

    /// <summary>Gets the network between an instance and Redis.</summary>
    public RedisLink LinkOf(string name) => _links.GetOrAdd(name, _ => new RedisLink(Redis.Port));

    /// <summary>Gets the address of an instance, also before it is started.</summary>
    public string AddressOf(string name) =>
        _addresses.GetOrAdd(name, _ => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));

    /// <summary>Gets an instance.</summary>
    public ApplicationProcess this[string name] => _instances[name];

    /// <summary>Gets a client of an instance.</summary>
    public HttpClient ClientOf(string name) => _clients[name];

    /// <summary>Gets a client of any instance.</summary>
    public HttpClient AnyClient(Random random)
    {
        var clients = _clients.Values.ToList();
        return clients[random.Next(clients.Count)];
    }

    /// <summary>Forgets an instance that has been killed.</summary>
    public async Task RemoveAsync(string name)
    {
        _clients.Remove(name, out var client);
        client?.Dispose();
        if (_instances.Remove(name, out var instance))
            await instance.DisposeAsync();
    }

    /// <summary>Waits until one of these instances moves the market, according to one of them, and returns its name.</summary>
    public async Task<string> LeaderAsync(params string[] among)
    {
        string? leader = null;
        await Eventually.TrueAsync(async () =>
        {
            var stats = await ClientOf(among.Length > 0 ? among[0] : Names[0]).GetJsonAsync("/stats");
            leader = stats.GetProperty("instances").EnumerateArray().Where(instance => instance.GetProperty("leader").GetBoolean())
                .Select(instance => instance.GetProperty("name").GetString()!).FirstOrDefault(name => among.Length == 0 || among.Contains(name));
            return leader is not null;
        });
        return leader!;
    }

    /// <summary>Waits until all instances have an event that is newer than all events so far.</summary>
    public async Task AdvanceAsync()
    {
        var newest = (await Task.WhenAll(Names.Select(name => TryLastIdAsync(ClientOf(name))))).Max();
        await Eventually.TrueAsync(async () => (await Task.WhenAll(Names.Select(name => TryLastIdAsync(ClientOf(name))))).All(id => id.CompareTo(newest) > 0));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in Names)
            await RemoveAsync(name);
        foreach (var link in _links.Values)
            await link.DisposeAsync();
        await Redis.DisposeAsync();
    }

    /// <summary>Gets the number of updates of an instance that have been refused because another instance moved the market.</summary>
    public async Task<int> RefusedAsync(string name) => (await ClientOf(name).GetJsonAsync("/stats")).GetProperty("instances").EnumerateArray()
        .Single(instance => instance.GetProperty("name").GetString() == name).GetProperty("refused").GetInt32();

    /// <summary>Waits until an instance is ready, or is not.</summary>
    public Task ReadyAsync(string name, bool ready) => Eventually.TrueAsync(async () =>
    {
        using var response = await ClientOf(name).GetAsync("/health/ready", TestTimeout.Token);
        return response.IsSuccessStatusCode == ready;
    });

    // A connection on which a stream has ended may be closed while it is used again.
    private static async Task<(long, long)> TryLastIdAsync(HttpClient client)
    {
        try
        {
            var parts = (await client.GetJsonAsync("/stats")).GetProperty("lastEventId").GetString()!.Split('-');
            return (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }
}
