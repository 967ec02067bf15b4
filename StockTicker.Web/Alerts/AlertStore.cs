using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.ScaleOut;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Stores users' alerts in the database and the armed ones in the <see cref="AlertBook"/>. A change is made in both or in neither.
/// </summary>
internal sealed class AlertStore(
    IDbContextFactory<TickerDatabase> databases, DatabaseWriter writer, IOptions<StorageOptions> storage, AlertBook armed, StockBook book,
    MarketClock clock, IOrders orders, ILogger<AlertStore> logger)
{
    /// <summary>The order that tells other instances the id of an alert that has changed.</summary>
    public const string ChangedOrder = "alert";

    /// <summary>The maximum number of alerts per user, including those that have fired.</summary>
    public const int MaxAlerts = 100;

    private readonly UnstoredAlerts _unstored = new(armed);
    private volatile bool _isLoaded;
    private volatile bool _isFailing;
    private volatile int _unreadable;

    /// <summary>Why stored alerts are not all checked, or not all that has fired is stored; null if there is no problem.</summary>
    public string? Problem => (_isFailing && !_isLoaded, _unstored.Count, _unreadable) switch
    {
        (true, _, _) => "Stored alerts have not been loaded, so they do not fire.",
        (_, > 0 and var count, _) => $"{count} alerts have fired but could not be stored as fired.",
        (_, _, > 0 and var count) => $"{count} stored alerts cannot be read, so they do not fire.",
        _ => null,
    };

    /// <summary>
    /// Loads the alerts that were armed when the previous process ended, and stores those that have fired, unless that has been done. If it
    /// fails, the market goes on, and alerts in memory still fire.
    /// </summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded && _unstored.Count == 0)
            return;
        try
        {
            await writer.WriteAsync(RecoverAsync, cancellationToken);
            _isFailing = false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Report(fault);
        }
    }

    /// <summary>Gets a user's alerts, oldest first. Alerts of instruments that this market lacks are omitted.</summary>
    public async Task<IReadOnlyList<StoredAlert>> ReadAsync(string owner)
    {
        await using var connection = storage.Value.CreateConnection();
        var stored = await AlertRows.ReadOwnAsync(connection, owner);
        foreach (var alert in stored)
        {
            if (_unstored.Find(alert.Id) is { } fired)
                (alert.FiredAt, alert.FiredPrice) = (fired.At, fired.Price);
        }
        return [.. stored.Where(alert => book.Instruments.TryGet(alert.Symbol, out _))];
    }

    /// <summary>Arms an alert, or rearms the user's existing alert with the same condition and threshold.</summary>
    /// <param name="cancellationToken">Cancels waiting for other changes. An alert that is stored is also armed.</param>
    /// <returns>The alert and whether it is new, or null if the user has <see cref="MaxAlerts"/> alerts.</returns>
    public Task<(StoredAlert Alert, bool IsNew)?> ArmAsync(
        string owner, Instrument instrument, AlertCondition condition, decimal threshold, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => ArmAsync(owner, instrument, condition, threshold), cancellationToken);

    /// <summary>Deletes a user's alert. Returns false if the user has no alert with this id.</summary>
    /// <param name="cancellationToken">Cancels waiting for other changes.</param>
    public Task<bool> DeleteAsync(string owner, long id, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => DeleteAsync(owner, id), cancellationToken);

    /// <summary>
    /// Stores that alerts have fired, before users are notified, so that they are not notified twice after a crash. While the database
    /// cannot be written, users are notified anyway, and it is stored later.
    /// </summary>
    /// <returns>The alerts, without those that were deleted or rearmed in the meantime.</returns>
    public async Task<IReadOnlyList<FiredAlert>> StoreFiredAsync(IReadOnlyList<FiredAlert> fired, CancellationToken cancellationToken)
    {
        IReadOnlyList<FiredAlert>? taken = null;
        try
        {
            // While storing fails, users are notified without waiting for another attempt.
            if (_unstored.Count == 0)
            {
                await writer.WriteAsync(
                    async () =>
                    {
                        taken = _unstored.Take(fired);
                        await StoreUnstoredAsync();
                        return true;
                    }, cancellationToken);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Report(fault);
        }
        return taken ?? _unstored.Take(fired);
    }

    /// <summary>
    /// Claims alerts that have fired, if other instances check them, too: the database decides which instance notifies the user.
    /// </summary>
    /// <returns>The alerts that this instance has claimed, or null if the database cannot be written now.</returns>
    public async Task<IReadOnlyList<FiredAlert>?> TryClaimAsync(IReadOnlyList<FiredAlert> fired, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync<IReadOnlyList<FiredAlert>>(() => ClaimAsync(fired), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Report(fault);
            return null;
        }
    }

    /// <summary>Reads an alert again that another instance has changed.</summary>
    public async Task RefreshAsync(long id, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(
                async () =>
                {
                    await using var database = await databases.CreateDbContextAsync();
                    var stored = await database.Alerts.AsNoTracking().FirstOrDefaultAsync(alert => alert.Id == id && alert.FiredAt == null);
                    if (stored is not null && book.Instruments.TryGet(stored.Symbol, out var instrument))
                        _unstored.Arm(ToArmed(stored, instrument), book.Snapshot.Version);
                    else
                        armed.Disarm(id);
                    return true;
                }, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Report(fault);
            Reload();
        }
    }

    /// <summary>Reads all armed alerts again with <see cref="RecoverAsync(CancellationToken)"/>, because another instance may have changed some.</summary>
    public void Reload() => (_isLoaded, _isFailing) = (false, true);

    // Faults of the database have been logged by the writer.
    private void Report(Exception fault)
    {
        if (DatabaseFault.Of(fault) is null && !_isFailing)
            logger.LogError(fault, "Stored alerts could not be read or written. The market and alerts in memory are not affected.");
        _isFailing = true;
    }

    private async Task<bool> RecoverAsync()
    {
        await StoreUnstoredAsync();
        if (_isLoaded)
            return true;
        await using var connection = storage.Value.CreateConnection();
        var (stored, unreadable) = await AlertRows.ReadArmedAsync(connection);
        // Users may already have rearmed alerts since startup.
        foreach (var alert in stored.Where(alert => !armed.Contains(alert.Id)))
        {
            if (book.Instruments.TryGet(alert.Symbol, out var instrument))
                armed.Arm(ToArmed(alert, instrument), after: 0);
            else
                armed.ArmWhenListed(alert.Id, alert.Symbol, listed => ToArmed(alert, listed));
        }
        (_unreadable, _isLoaded) = (unreadable, true);
        if (unreadable > 0)
            logger.LogError("{Count} stored alerts cannot be read, so they do not fire. A newer version may have stored them.", unreadable);
        return true;
    }

    private async Task<(StoredAlert Alert, bool IsNew)?> ArmAsync(
        string owner, Instrument instrument, AlertCondition condition, decimal threshold)
    {
        var symbol = instrument.Symbol.Value;
        await using var database = await databases.CreateDbContextAsync();
        var stored = await database.Alerts.FirstOrDefaultAsync(
            alert => alert.Owner == owner && alert.Symbol == symbol && alert.Condition == condition && alert.Threshold == threshold);
        var isNew = stored is null;
        if (isNew && await database.Alerts.CountAsync(alert => alert.Owner == owner) >= MaxAlerts)
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
        // The caller has checked that there is one.
        stored.Reference = now[instrument].Price ?? 0;
        stored.ArmedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();
        (stored.FiredAt, stored.FiredPrice) = (null, null);
        await database.SaveChangesAsync();
        _unstored.Arm(ToArmed(stored, instrument), after: now.Version);
        await orders.TellAsync(ChangedOrder, stored.Id.ToString(CultureInfo.InvariantCulture));
        return (stored, isNew);
    }

    private async Task<bool> DeleteAsync(string owner, long id)
    {
        await using var database = await databases.CreateDbContextAsync();
        if (await database.Alerts.Where(alert => alert.Id == id && alert.Owner == owner).ExecuteDeleteAsync() == 0)
            return false;
        armed.Disarm(id);
        _unstored.Remove(id);
        await orders.TellAsync(ChangedOrder, id.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private async Task<IReadOnlyList<FiredAlert>> ClaimAsync(IReadOnlyList<FiredAlert> fired)
    {
        var claimed = new List<FiredAlert>();
        await using var database = await databases.CreateDbContextAsync();
        foreach (var one in fired)
        {
            var count = await database.Alerts.Where(stored => stored.Id == one.Alert.Id && stored.FiredAt == null).ExecuteUpdateAsync(
                stored => stored.SetProperty(a => a.FiredAt, one.At).SetProperty(a => a.FiredPrice, one.Price));
            if (armed.TryComplete(one.Alert) && count == 1)
                claimed.Add(one);
        }
        return claimed;
    }

    private async Task StoreUnstoredAsync()
    {
        var fired = _unstored.ToList();
        if (fired.Count == 0)
            return;
        await using var database = await databases.CreateDbContextAsync();
        await using var transaction = await database.Database.BeginTransactionAsync();
        foreach (var (alert, at, price) in fired)
        {
            await database.Alerts.Where(stored => stored.Id == alert.Id).ExecuteUpdateAsync(
                stored => stored.SetProperty(a => a.FiredAt, at).SetProperty(a => a.FiredPrice, price));
        }
        await transaction.CommitAsync();
        foreach (var (alert, _, _) in fired)
            _unstored.Remove(alert.Id);
    }

    private static ArmedAlert ToArmed(StoredAlert stored, Instrument instrument) => new(
        stored.Id, stored.Owner, instrument, stored.Condition,
        AlertThreshold.Normalize(stored.Threshold, stored.Condition, instrument), TickSize.RoundToDecimals(stored.Reference, instrument.TickSize));
}
