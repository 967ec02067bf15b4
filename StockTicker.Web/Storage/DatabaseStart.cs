using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Storage;

/// <summary>Brings the database up to date before anything else starts. What is in memory lives as long as this holds it open.</summary>
internal sealed class DatabaseStart(IDbContextFactory<TickerDatabase> databases, IOptions<StorageOptions> options) : IHostedLifecycleService, IDisposable
{
    // A start that was killed in the midst of a migration has left its lock behind; nobody migrates for as long as that.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    private readonly SqliteConnection _held = new(options.Value.ConnectionString);

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Before the framework looks, which would log each failure with its stack trace.
            await _held.OpenAsync(cancellationToken);
            await TryToWriteAsync(cancellationToken);
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if ((await database.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            {
                await BreakAbandonedLockAsync(cancellationToken);
                await database.Database.MigrateAsync(cancellationToken);
            }
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
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // With a log ahead of the file readers and a writer do not wait for each other; to choose it needs a file that can be written.
    private Task TryToWriteAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; ROLLBACK;", cancellationToken);

    private async Task BreakAbandonedLockAsync(CancellationToken cancellationToken)
    {
        const string Table = "__EFMigrationsLock";
        await using var exists = _held.CreateCommand();
        exists.CommandText = $"SELECT COUNT(*) FROM sqlite_master WHERE name = '{Table}'";
        if ((long)(await exists.ExecuteScalarAsync(cancellationToken))! > 0)
            await ExecuteAsync(
                $"DELETE FROM \"{Table}\" WHERE julianday(\"Timestamp\") < julianday('now', '-{Abandoned.TotalSeconds} seconds')", cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _held.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
