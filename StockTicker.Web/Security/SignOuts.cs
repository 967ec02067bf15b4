using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Security;

/// <summary>
/// The sign-ins that ended before their cookies expired. A copy of such a cookie is not accepted, and streams that depend on it end.
/// Thread-safe.
/// </summary>
internal sealed partial class SignOuts(
    IDbContextFactory<TickerDatabase> databases, DatabaseWriter writer, DatabaseStatus status, TimeProvider time, ILogger<SignOuts> logger) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _ended = [];
    private readonly Dictionary<string, List<Action>> _callbacks = [];
    private volatile bool _isLoaded;

    /// <summary>Raised when a user signs out here.</summary>
    public event Action<string, DateTimeOffset>? Added;

    /// <summary>Gets whether a sign-in has ended, or may have ended because the database cannot be read.</summary>
    public async ValueTask<bool> ContainsAsync(string signIn, CancellationToken cancellationToken)
    {
        try
        {
            // Loaded when first needed, because opening the database takes longer than the rest of startup.
            if (!_isLoaded)
                await LoadAsync(cancellationToken);
        }
        catch (DbException failed)
        {
            status.Failed(failed);
            return true;
        }
        lock (_gate)
            return _ended.ContainsKey(signIn);
    }

    /// <summary>Ends a sign-in.</summary>
    /// <param name="expires">The time at which its cookie expires.</param>
    public async Task AddAsync(string signIn, DateTimeOffset expires)
    {
        Note(signIn, expires);
        Added?.Invoke(signIn, expires);
        try
        {
            // Not canceled with the request: the user has signed out, whether or not the browser waits for the response.
            await writer.WriteAsync(() => StoreAsync(signIn, expires, time.GetUtcNow()), CancellationToken.None);
        }
        catch (Exception failed) when (failed is DbException or DbUpdateException)
        {
            LogNotStored(failed.GetBaseException().Message);
        }
    }

    /// <summary>Reads all sign-ins again when they are needed, because another process may have ended some.</summary>
    public void Reload() => _isLoaded = false;

    /// <summary>Notes that a sign-in has ended, which another process stores.</summary>
    /// <param name="expires">The time at which its cookie expires.</param>
    public void Note(string signIn, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        List<Action> callbacks;
        lock (_gate)
        {
            foreach (var over in _ended.Where(ended => ended.Value <= now).Select(ended => ended.Key).ToList())
                _ended.Remove(over);
            _ended[signIn] = expires;
            callbacks = _callbacks.Remove(signIn, out var registered) ? registered : [];
        }
        foreach (var callback in callbacks)
            callback();
    }

    /// <summary>Calls back once when a sign-in ends; at once if it has ended. Dispose of the result when that is no longer needed.</summary>
    public IDisposable Register(string signIn, Action callback)
    {
        lock (_gate)
        {
            if (!_ended.ContainsKey(signIn))
            {
                if (!_callbacks.TryGetValue(signIn, out var callbacks))
                    _callbacks.Add(signIn, callbacks = []);
                callbacks.Add(callback);
                return new Registration(this, signIn, callback);
            }
        }
        callback();
        return new Registration(this, signIn, callback);
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_isLoaded)
                return;
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var stored = await database.SignOuts.AsNoTracking().Where(ended => ended.Expires > now).ToListAsync(cancellationToken);
            lock (_gate)
            {
                foreach (var ended in stored)
                    _ended.TryAdd(ended.Id, DateTimeOffset.FromUnixTimeSeconds(ended.Expires));
            }
            _isLoaded = true;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<bool> StoreAsync(string signIn, DateTimeOffset expires, DateTimeOffset now)
    {
        await using var database = await databases.CreateDbContextAsync();
        var seconds = now.ToUnixTimeSeconds();
        await database.SignOuts.Where(ended => ended.Expires <= seconds).ExecuteDeleteAsync();
        if (await database.SignOuts.AnyAsync(ended => ended.Id == signIn))
            return false;
        database.SignOuts.Add(new StoredSignOut { Id = signIn, Expires = expires.ToUnixTimeSeconds() });
        await database.SaveChangesAsync();
        return true;
    }

    private void Unregister(string signIn, Action callback)
    {
        lock (_gate)
        {
            if (_callbacks.TryGetValue(signIn, out var callbacks) && callbacks.Remove(callback) && callbacks.Count == 0)
                _callbacks.Remove(signIn);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A user signed out, but that could not be stored, so a copy of the cookie is valid again after a restart: {Reason}")]
    private partial void LogNotStored(string reason);

    private sealed class Registration(SignOuts signOuts, string signIn, Action callback) : IDisposable
    {
        public void Dispose() => signOuts.Unregister(signIn, callback);
    }
}
