using System.Data.Common;
using Microsoft.Extensions.Options;

namespace StockTicker.Web.Storage;

/// <summary>Checks whether a database that was locked, full, or unreachable can be written again, so that its status does not depend on users' changes.</summary>
internal sealed class DatabaseProbe(DatabaseWriter writer, DatabaseStatus status, IOptions<StorageOptions> options, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (status.IsTransient)
                    await ProbeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host would report it as an error after a failed startup.
        }
    }

    private async Task ProbeAsync(CancellationToken stoppingToken)
    {
        try
        {
            await writer.WriteAsync(WriteAsync, stoppingToken);
        }
        catch (DbException)
        {
            // Still the same, or reported by the writer.
        }
    }

    // Writes a page without changing it.
    private async Task<int> WriteAsync()
    {
        await using var connection = options.Value.CreateConnection();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE \"__EFMigrationsHistory\" SET \"ProductVersion\" = \"ProductVersion\"";
        return await command.ExecuteNonQueryAsync();
    }
}
