using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Stores users' alerts in the database and the armed ones in the <see cref="AlertBook"/>. Changes are serialized and applied to the
/// database first, so that both stay consistent.
/// </summary>
internal sealed class AlertStore(
    IDbContextFactory<TickerDatabase> databases, IOptions<StorageOptions> storage, AlertBook armed, StockBook book, MarketClock clock,
    ILogger<AlertStore> logger) : IDisposable
{
    /// <summary>The maximum number of alerts per user, including those that have fired.</summary>
    public const int MaxAlerts = 100;

    private readonly SemaphoreSlim _changing = new(1);
    private bool _failing;

    /// <summary>Arms the alerts that were armed when the previous process ended. Call it before the first batch is checked.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!await IsAnyArmedAsync(cancellationToken))
                return;
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var waiting = database.Alerts.AsNoTracking().Where(alert => alert.FiredAt == null).AsAsyncEnumerable();
            await foreach (var stored in waiting.WithCancellation(cancellationToken))
            {
                // Users may already have rearmed alerts since startup.
                if (ToArmed(stored) is { } alert && !armed.Contains(alert.Id))
                    armed.Arm(alert, after: 0);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Gets a user's alerts, oldest first. Alerts of instruments that this market lacks are omitted.</summary>
    public async Task<IReadOnlyList<StoredAlert>> ReadAsync(string owner, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await database.Alerts.AsNoTracking().Where(alert => alert.Owner == owner)
            .OrderBy(alert => alert.Id).ToListAsync(cancellationToken);
        return [.. stored.Where(alert => book.Instruments.TryGet(alert.Symbol, out _))];
    }

    /// <summary>Arms an alert, or rearms the user's existing alert with the same condition and threshold.</summary>
    /// <returns>The alert and whether it is new, or null if the user has <see cref="MaxAlerts"/> alerts.</returns>
    public async Task<(StoredAlert Alert, bool IsNew)?> ArmAsync(
        string owner, Instrument instrument, AlertCondition condition, decimal threshold, CancellationToken cancellationToken)
    {
        var symbol = instrument.Symbol.Value;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var stored = await database.Alerts.FirstOrDefaultAsync(
                alert => alert.Owner == owner && alert.Symbol == symbol && alert.Condition == condition && alert.Threshold == threshold,
                cancellationToken);
            var isNew = stored is null;
            if (isNew && await database.Alerts.CountAsync(alert => alert.Owner == owner, cancellationToken) >= MaxAlerts)
                return null;
            var now = book.Snapshot;
            stored ??= database.Alerts.Add(new StoredAlert
            {
                Owner = owner,
                Symbol = symbol,
                Condition = condition,
                Threshold = threshold,
                Reference = 0,
                ArmedAt = 0,
            }).Entity;
            stored.Reference = now[instrument].Price;
            stored.ArmedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
            (stored.FiredAt, stored.FiredPrice) = (null, null);
            await database.SaveChangesAsync(cancellationToken);
            armed.Arm(ToArmed(stored)!, after: now.Version);
            return (stored, isNew);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Deletes a user's alert. Returns false if the user has no alert with this id.</summary>
    public async Task<bool> DeleteAsync(string owner, long id, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if (await database.Alerts.Where(alert => alert.Id == id && alert.Owner == owner).ExecuteDeleteAsync(cancellationToken) == 0)
                return false;
            armed.Disarm(id);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Removes and returns the alerts that fire with a batch. They are first stored as fired, so that a user is not notified twice
    /// if the process ends.
    /// </summary>
    public async Task<IReadOnlyList<ArmedAlert>> FireAsync(QuoteBatch batch, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var met = armed.TakeMet(batch);
            if (met.Count > 0)
                await WriteFiredAsync(met, batch, cancellationToken);
            return met;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    // Queried without Entity Framework, which takes a second and memory to initialize; most servers have no armed alerts.
    private async Task<bool> IsAnyArmedAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(storage.Value.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM \"Alerts\" WHERE \"FiredAt\" IS NULL)";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
    }

    private async Task WriteFiredAsync(IReadOnlyList<ArmedAlert> met, QuoteBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            foreach (var alert in met)
            {
                var (at, price) = (batch.Time.ToUnixTimeMilliseconds(), batch.Book[alert.Instrument].Price);
                await database.Alerts.Where(stored => stored.Id == alert.Id).ExecuteUpdateAsync(
                    stored => stored.SetProperty(a => a.FiredAt, at).SetProperty(a => a.FiredPrice, price), cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Users are notified anyway, possibly again after a restart.
            if (!_failing)
                logger.LogError(fault, "Failed to store fired alerts. Alerts continue to fire but may repeat after a restart.");
            _failing = true;
        }
    }

    private ArmedAlert? ToArmed(StoredAlert stored) => book.Instruments.TryGet(stored.Symbol, out var instrument)
        ? new ArmedAlert(
            stored.Id, stored.Owner, instrument, stored.Condition,
            AlertThreshold.Normalize(stored.Threshold, stored.Condition, instrument), TickSize.Round(stored.Reference, instrument.TickSize))
        : null;
}
