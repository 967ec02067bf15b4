using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using StockTicker.Web.Storage.Migrations.Postgres;

namespace StockTicker.Web.Storage;

/// <summary>Creates or migrates the tables in PostgreSQL, by one instance at a time.</summary>
internal static class PostgresMigrator
{
    /// <summary>The newest migration.</summary>
    internal static readonly Type Newest = typeof(AddUserDocuments);

    // Identifies the lock among those of the database. The value has no meaning.
    private const long LockId = 0x53746F636B;

    // How long an instance waits for another that migrates. No migration takes this long.
    private const int LockTimeoutSeconds = 60;

    /// <summary>Applies the migrations that are missing.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The database cannot be used.</exception>
    public static async Task MigrateAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(options.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            if (await IsUpToDateAsync(connection, cancellationToken))
                return;
            // The framework's own lock is in a table, which several instances may create at once. This one ends with the connection.
            await using var locking = new NpgsqlCommand($"SELECT pg_advisory_lock({LockId})", connection) { CommandTimeout = LockTimeoutSeconds };
            await locking.ExecuteNonQueryAsync(cancellationToken);
            if (!await IsUpToDateAsync(connection, cancellationToken))
            {
                await using var database = new PostgresDatabase(new DbContextOptionsBuilder<PostgresDatabase>().UseNpgsql(connection).Options);
                await database.Database.MigrateAsync(cancellationToken);
            }
            await using var unlocking = new NpgsqlCommand($"SELECT pg_advisory_unlock({LockId})", connection);
            await unlocking.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException bad)
        {
            throw options.Unusable(bad.InnerException is { } inner ? $"{bad.Message.TrimEnd('.')} ({inner.Message.TrimEnd('.')})" : bad.Message);
        }
    }

    private static async Task<bool> IsUpToDateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand($"SELECT to_regclass('\"{HistoryRepository.DefaultTableName}\"') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
            return false;
        await using var applied = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT 1 FROM \"{HistoryRepository.DefaultTableName}\" WHERE \"MigrationId\" = $1)", connection)
        {
            Parameters = { new() { Value = Newest.GetCustomAttribute<MigrationAttribute>()!.Id } },
        };
        return (bool)(await applied.ExecuteScalarAsync(cancellationToken))!;
    }
}
