using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using StockTicker.Web.Storage.Migrations;

namespace StockTicker.Web.Storage;

/// <summary>Brings the database up to date before anything else starts. What is in memory lives as long as this holds it open.</summary>
/// <remarks>
/// The framework that migrates takes longer to get going than all the rest of the start. It is called where there is something to
/// migrate; a new database is made by the script that it wrote.
/// </remarks>
internal sealed class DatabaseInitializer(IDbContextFactory<TickerDatabase> databases, IOptions<StorageOptions> options) : IHostedLifecycleService, IDisposable
{
    /// <summary>The last migration there is.</summary>
    internal static readonly Type Newest = typeof(Initial);

    private const string History = HistoryRepository.DefaultTableName;
    private const string Lock = "__EFMigrationsLock";

    // A start that was killed in the midst of a migration has left its lock behind; nobody migrates for as long as that.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    private readonly SqliteConnection _held = new(options.Value.ConnectionString);

    /// <summary>What makes a new database: all migrations as the framework writes them, without transactions.</summary>
    internal static string Script
    {
        get
        {
            using var reader = new StreamReader(typeof(DatabaseInitializer).Assembly.GetManifestResourceStream("Database.sql")!);
            return reader.ReadToEnd();
        }
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _held.OpenAsync(cancellationToken);
            await MakeAsync(cancellationToken);
            if (!await IsUpToDateAsync(cancellationToken))
                await MigrateAsync(cancellationToken);
        }
        catch (SqliteException bad)
        {
            throw options.Value.Unusable(bad.Message);
        }
        if (!options.Value.IsInMemory)
            await _held.CloseAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // With a log ahead of the file readers and a writer do not wait for each other. Another process may start on the same new file.
    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE;", cancellationToken);
        if (!await HasTableAsync(History, cancellationToken))
            await ExecuteAsync(Script, cancellationToken);
        await ExecuteAsync("COMMIT;", cancellationToken);
    }

    private Task<bool> IsUpToDateAsync(CancellationToken cancellationToken) => HasAsync(
        $"\"{History}\" WHERE \"MigrationId\" = '{Newest.GetCustomAttribute<MigrationAttribute>()!.Id}'", cancellationToken);

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (await HasTableAsync(Lock, cancellationToken))
            await ExecuteAsync(
                $"DELETE FROM \"{Lock}\" WHERE julianday(\"Timestamp\") < julianday('now', '-{Abandoned.TotalSeconds} seconds')", cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Database.MigrateAsync(cancellationToken);
    }

    private Task<bool> HasTableAsync(string name, CancellationToken cancellationToken) =>
        HasAsync($"sqlite_master WHERE name = '{name}'", cancellationToken);

    private async Task<bool> HasAsync(string rows, CancellationToken cancellationToken)
    {
        await using var command = _held.CreateCommand();
        command.CommandText = $"SELECT EXISTS (SELECT 1 FROM {rows})";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _held.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
