using System.Diagnostics;
using System.Globalization;
using Npgsql;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Interoperability;
using StockTicker.Tests.Storage;

[assembly: AssemblyFixture(typeof(PostgresServers))]

namespace StockTicker.Tests.Storage;

/// <summary>A PostgreSQL server on the loopback, in a temporary folder, as an unprivileged user.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "stockticker";

    // PostgreSQL does not run as root.
    private const string Unprivileged = "nobody";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stockticker-postgres-");
    private readonly int _port = FreePort.Next();
    private readonly string _path;
    private ToolProcess? _process;
    private int _databases;

    private PostgresServer(string path) => _path = path;

    /// <summary>Creates and starts a server.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Path.GetDirectoryName(Path.GetFullPath(await Tool.RequireAsync("initdb", "postgresql")))!);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", Unprivileged, server._folder.FullName);
            await RunAsync(server.Command(
                "initdb", "-D", server.Data, "-U", User, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"));
            await server.ResumeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>.</summary>
    public async Task ResumeAsync()
    {
        var command = Command(
            "postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=200");
        _process = ToolProcess.Start(command[0], command[1..]);
        await Eventually.TrueAsync(async () =>
        {
            Assert.True(_process.Runs, $"PostgreSQL does not start: {_process.Errors}");
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    /// <summary>Stops it and closes its connections.</summary>
    public async Task StopAsync()
    {
        if (_process is not { Runs: true } process)
            return;
        ProcessSignal.Interrupt(process.Id);
        await process.ExitAsync();
        await process.DisposeAsync();
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return To(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private string To(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database={database};Username={User};Password=hunter2");

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{To(database)};Pooling=false");
        await connection.OpenAsync(TestTimeout.Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestTimeout.Token);
    }

    private string[] Command(string name, params string[] arguments) =>
    [
        .. Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Unprivileged}", "--clear-groups", "--"] : (string[])[],
        Path.Combine(_path, name), .. arguments,
    ];

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestTimeout.Token), process.StandardError.ReadToEndAsync(TestTimeout.Token));
        await process.WaitForExitAsync(TestTimeout.Token);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await output}{await errors}");
    }
}

/// <summary>The server that tests share, each with a database of its own. It is started when first needed.</summary>
public sealed class PostgresServers : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(PostgresServer.StartAsync);

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await Shared.Value).CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
            await (await Shared.Value).DisposeAsync();
    }
}
