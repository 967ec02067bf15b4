namespace StockTicker.Web.Storage;

/// <summary>Whether the database can be used, for the log and the health checks. Thread-safe.</summary>
internal sealed class DatabaseStatus(DatabaseFile file, TimeProvider time, ILogger<DatabaseStatus> logger)
{
    // A fault that comes and goes is logged once in this time.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile DatabaseFault? _fault;
    private bool _isLogged;
    private (DatabaseFault Fault, long At)? _logged;

    /// <summary>The reason why the database cannot be used, or null if it can.</summary>
    public string? Problem => file.HasMoved ? DatabaseFault.Moved.Reason : _fault?.Reason;

    /// <summary>Whether the database cannot be used for a reason that may end without a restart.</summary>
    public bool IsTransient => _fault is { IsTransient: true };

    /// <summary>Raised when a change succeeds after one that failed.</summary>
    public event Action? Recovered;

    /// <summary>Reports an exception. The first of an episode is logged. Others than <see cref="DatabaseFault"/> are ignored.</summary>
    public void Failed(Exception exception)
    {
        if (DatabaseFault.Of(exception) is not { } fault)
            return;
        // A file that is gone causes errors of other kinds, too, which are not another episode.
        if (file.HasMoved)
            fault = DatabaseFault.Moved;
        lock (_gate)
        {
            if (_fault == fault)
                return;
            _fault = fault;
            _isLogged = _logged is not { } last || last.Fault != fault || time.GetElapsedTime(last.At) >= Quiet;
            if (!_isLogged)
                return;
            _logged = (fault, time.GetTimestamp());
        }
        logger.LogError(
            "{Reason} Watchlists, alerts and sign-ins are affected; the market is not. ({Message})",
            fault.Reason, DatabaseFault.Cause(exception)!.Message);
    }

    /// <summary>Reports a change that succeeded.</summary>
    public void Succeeded()
    {
        bool isLogged;
        lock (_gate)
        {
            if (_fault is null)
                return;
            (_fault, isLogged) = (null, _isLogged);
        }
        if (isLogged)
            logger.LogInformation("The database can be written again.");
        Recovered?.Invoke();
    }
}
