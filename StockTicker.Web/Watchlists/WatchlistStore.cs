using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Watchlists;

/// <summary>Keeps each user's watchlist.</summary>
internal sealed class WatchlistStore(IDbContextFactory<TickerDatabase> databases, InstrumentCatalog instruments) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    // Whose list was changed in this run.
    private readonly ConcurrentDictionary<string, bool> _changed = new();

    /// <summary>A user's list; empty for who has none. Of what was once in it, those that this market has.</summary>
    public async Task<Watchlist> ReadAsync(string owner, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await database.Watchlists.AsNoTracking().FirstOrDefaultAsync(list => list.Owner == owner, cancellationToken);
        var known = (stored?.Symbols ?? []).Select(symbol => instruments.TryGet(symbol, out var instrument) ? instrument : null).OfType<Instrument>();
        return new Watchlist([.. known], stored?.Version ?? 0, _changed.ContainsKey(owner));
    }

    /// <summary>Replaces a user's list.</summary>
    /// <param name="version">The version that it replaces; null for whichever there is.</param>
    /// <returns>The new list; null where there is another version by now.</returns>
    public async Task<Watchlist?> WriteAsync(
        string owner, IReadOnlyList<Instrument> wanted, long? version, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var stored = await database.Watchlists.FirstOrDefaultAsync(list => list.Owner == owner, cancellationToken);
            if (version is not null && version != (stored?.Version ?? 0))
                return null;
            if (stored is null)
                database.Watchlists.Add(stored = new StoredWatchlist { Owner = owner, Symbols = [] });
            stored.Symbols = [.. wanted.Select(instrument => instrument.Symbol.Value)];
            stored.Version++;
            // Before the change: whoever reads it must know.
            _changed[owner] = true;
            await database.SaveChangesAsync(cancellationToken);
            return new Watchlist(wanted, stored.Version, HasChanged: true);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();
}

/// <summary>A user's watchlist.</summary>
/// <param name="Instruments">What is on it, in the order in which it was added.</param>
/// <param name="Version">How often it was changed.</param>
/// <param name="HasChanged">
/// Whether it was changed in this run: then it is not known which of its instruments a cursor of this run stands for.
/// </param>
internal sealed record Watchlist(IReadOnlyList<Instrument> Instruments, long Version, bool HasChanged);
