using System.Globalization;
using StackExchange.Redis;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.ScaleOut;

/// <summary>A Redis on the loopback, in a temporary folder, that stores each command in its append-only file.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-redis-");
    private readonly string _path;
    private ToolProcess _process = null!;

    private RedisServer(string path) => _path = path;

    /// <summary>The port.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The connection string.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts a server with an empty database.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer(await Tool.RequireAsync("redis-server", "redis-server"));
        await server.ResumeAsync();
        return server;
    }

    /// <summary>Starts it again with what it has stored.</summary>
    public async Task ResumeAsync()
    {
        _process = ToolProcess.Start(_path,
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "yes",
            "--appendfsync", "always", "--logfile", Path.Combine(_folder.FullName, "redis.log"), "--daemonize", "no",
        ]);
        await Eventually.TrueAsync(async () =>
        {
            Assert.True(_process.Runs, "Redis does not start.");
            try
            {
                await using var connection = await ConnectAsync();
                return true;
            }
            catch (RedisException)
            {
                return false;
            }
        });
    }

    /// <summary>Kills it, like a crash.</summary>
    public ValueTask KillAsync() => _process.DisposeAsync();

    /// <summary>Removes the newest commands that it has stored. Call it while it does not run.</summary>
    public void Truncate(int bytes)
    {
        var log = _folder.EnumerateFiles("*.incr.aof", SearchOption.AllDirectories).Single();
        using var file = log.OpenWrite();
        file.SetLength(file.Length - bytes);
    }

    /// <summary>Suspends it with its connections open.</summary>
    public void Freeze() => ProcessSignal.Freeze(_process.Id);

    /// <summary>Resumes it.</summary>
    public void Thaw() => ProcessSignal.Thaw(_process.Id);

    /// <summary>Connects to it.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync($"{ConnectionString},connectRetry=0,connectTimeout=500,allowAdmin=true");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
