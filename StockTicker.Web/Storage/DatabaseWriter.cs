using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace StockTicker.Web.Storage;

/// <summary>
/// Serializes changes to the database and to what is derived from it in memory. A change that has begun is completed even if its client
/// disconnects, so that both always agree.
/// </summary>
internal sealed class DatabaseWriter(DatabaseFile file, DatabaseStatus status, TimeProvider time) : IDisposable
{
    // Longer than SQLite waits for a lock, and as long as PostgreSQL may take.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    // How often a change is made that conflicts with those of other instances.
    private const int MaxAttempts = 5;

    // The same in every database that has such states.
    private const string UniqueViolation = "23505";

    private readonly SemaphoreSlim _writing = new(1);
    private long _lockedAt = long.MinValue;

    /// <summary>Makes a change.</summary>
    /// <param name="change">
    /// The change. It must not depend on a cancellation token, and is made again, with what the database has then, if another instance has
    /// changed the same row in the meantime.
    /// </param>
    /// <param name="cancellationToken">Cancels waiting for other changes, but not the change itself.</param>
    /// <exception cref="DbException">The database cannot be written.</exception>
    public async Task<T> WriteAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        if (!await _writing.WaitAsync(MaxWait, cancellationToken))
            throw new DatabaseUnavailableException(DatabaseFault.Locked);
        try
        {
            // While the database is locked, changes that have waited for another do not wait again.
            if (_lockedAt > since)
                throw new DatabaseUnavailableException(DatabaseFault.Locked);
            if (file.HasMoved)
                throw new DatabaseUnavailableException(DatabaseFault.Moved);
            var result = await RepeatAsync(change);
            status.Succeeded();
            return result;
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is { } known)
        {
            if (known == DatabaseFault.Locked)
                _lockedAt = time.GetTimestamp();
            status.Failed(fault);
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await change();
            }
            catch (DbUpdateException conflict) when (attempt < MaxAttempts && IsConflict(conflict))
            {
                // Each attempt reads the row again.
            }
        }
    }

    private static bool IsConflict(DbUpdateException fault) =>
        fault is DbUpdateConcurrencyException || DatabaseFault.Cause(fault) is { SqlState: UniqueViolation };

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();
}
