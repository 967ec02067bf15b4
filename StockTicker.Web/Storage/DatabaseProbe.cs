using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Storage;

/// <summary>Checks whether a database that was locked or full can be written again, so that its status does not depend on users' changes.</summary>
internal sealed class DatabaseProbe(DatabaseWriter writer, DatabaseStatus status, IOptions<StorageOptions> options, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await ProbeAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends. The host logs an exception as a fault if it has not started.
        }
    }

    private async Task ProbeAsync(CancellationToken stoppingToken)
    {
        if (!status.IsTransient)
            return;
        try
        {
            await writer.WriteAsync(WriteAsync, stoppingToken);
        }
        catch (SqliteException)
        {
            // Still the same, or reported by the writer.
        }
    }

    // Writes a page without changing it.
    private async Task<int> WriteAsync()
    {
        await using var connection = new SqliteConnection(options.Value.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE \"__EFMigrationsHistory\" SET \"ProductVersion\" = \"ProductVersion\"";
        return await command.ExecuteNonQueryAsync();
    }
}
