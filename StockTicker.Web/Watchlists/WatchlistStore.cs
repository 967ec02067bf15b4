using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Watchlists;

/// <summary>Stores users' watchlists.</summary>
internal sealed class WatchlistStore(
    IDbContextFactory<TickerDatabase> databases, DatabaseWriter writer, DatabaseStatus status, IOptions<StorageOptions> storage, StockBook book)
{
    // The owners whose lists have changed in this run.
    private readonly ConcurrentDictionary<string, bool> _changed = new();

    /// <summary>Gets a user's watchlist, which is empty by default. Instruments that this market lacks are omitted.</summary>
    public async Task<Watchlist> ReadAsync(string owner, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await database.Watchlists.AsNoTracking().FirstOrDefaultAsync(list => list.Owner == owner, cancellationToken);
        var known = (stored?.Symbols ?? []).Select(symbol => book.Instruments.TryGet(symbol, out var instrument) ? instrument : null).OfType<Instrument>();
        // Any instance that shares the database may have changed the list.
        var mayHaveChanged = _changed.ContainsKey(owner) || (stored is not null && storage.Value.IsPostgres);
        return new Watchlist([.. known], stored?.Version ?? 0, mayHaveChanged);
    }

    /// <summary>Gets a user's watchlist like <see cref="ReadAsync"/>, or null if the database cannot be used.</summary>
    public async Task<Watchlist?> TryReadAsync(string owner, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(owner, cancellationToken);
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is not null)
        {
            status.Failed(fault);
            return null;
        }
    }

    /// <summary>Replaces a user's watchlist.</summary>
    /// <param name="version">The expected version, or null to replace any version.</param>
    /// <returns>The new watchlist, or null if the version has changed.</returns>
    public Task<Watchlist?> WriteAsync(
        string owner, IReadOnlyList<Instrument> wanted, long? version, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => ReplaceAsync(owner, wanted, version), cancellationToken);

    private async Task<Watchlist?> ReplaceAsync(string owner, IReadOnlyList<Instrument> wanted, long? version)
    {
        await using var database = await databases.CreateDbContextAsync();
        var stored = await database.Watchlists.FirstOrDefaultAsync(list => list.Owner == owner);
        if (version is not null && version != (stored?.Version ?? 0))
            return null;
        if (stored is null)
            database.Watchlists.Add(stored = new StoredWatchlist { Owner = owner, Symbols = [] });
        stored.Symbols = [.. wanted.Select(instrument => instrument.Symbol.Value)];
        stored.Version++;
        // Set before saving, so that no reader of the new list misses it.
        _changed[owner] = true;
        await database.SaveChangesAsync();
        return new Watchlist(wanted, stored.Version, HasChanged: true);
    }
}

/// <summary>A user's watchlist.</summary>
/// <param name="Instruments">The instruments, in the user's order.</param>
/// <param name="Version">The version, which increases with each change.</param>
/// <param name="HasChanged">
/// Whether it may have changed in this run. If so, the instruments to which a cursor of this run refers are unknown.
/// </param>
internal sealed record Watchlist(IReadOnlyList<Instrument> Instruments, long Version, bool HasChanged);
