using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Users' alerts, in the database and, those that are armed, in the <see cref="AlertBook"/>. One change at a time, so that the two
/// never disagree: what is kept comes first, what is in memory after it.
/// </summary>
internal sealed class AlertStore(
    IDbContextFactory<TickerDatabase> databases, IOptions<StorageOptions> storage, AlertBook armed, StockBook book, MarketClock clock,
    ILogger<AlertStore> logger) : IDisposable
{
    /// <summary>The most alerts that a user may have, fired ones too.</summary>
    public const int MaxAlerts = 100;

    private readonly SemaphoreSlim _changing = new(1);
    private bool _failing;

    /// <summary>Arms what was armed when the process before this one ended. No batch may have been looked at before.</summary>
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
                // Those of users who were faster have been armed.
                if (ToArmed(stored) is { } alert && !armed.Contains(alert.Id))
                    armed.Arm(alert, after: 0);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>A user's alerts, the oldest first, as far as this market has their instruments.</summary>
    public async Task<IReadOnlyList<StoredAlert>> ReadAsync(string owner, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await database.Alerts.AsNoTracking().Where(alert => alert.Owner == owner)
            .OrderBy(alert => alert.Id).ToListAsync(cancellationToken);
        return [.. stored.Where(alert => book.Instruments.TryGet(alert.Symbol, out _))];
    }

    /// <summary>Arms an alert, or arms again the same one that the user has.</summary>
    /// <returns>The alert, and whether it is a new one; null where the user has as many as there may be.</returns>
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

    /// <summary>Deletes a user's alert; false where the user has none with this number.</summary>
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
    /// Takes the alerts that fire with a batch and writes down that they have: whoever is told of one was told for good, whatever
    /// happens to the process in the next moment.
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

    // Asked without the framework, which takes a second and memory to get going: many have no users.
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
            // The users are told all the same. After a restart they may be told again.
            if (!_failing)
                logger.LogError(fault, "What has fired cannot be written down; alerts go on without.");
            _failing = true;
        }
    }

    private ArmedAlert? ToArmed(StoredAlert stored) => book.Instruments.TryGet(stored.Symbol, out var instrument)
        ? new ArmedAlert(
            stored.Id, stored.Owner, instrument, stored.Condition,
            AlertThreshold.Normalize(stored.Threshold, stored.Condition, instrument), TickSize.Round(stored.Reference, instrument.TickSize))
        : null;
}
