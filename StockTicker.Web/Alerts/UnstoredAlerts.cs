namespace StockTicker.Web.Alerts;

/// <summary>Alerts that have fired and are not stored as fired yet. Thread-safe.</summary>
internal sealed class UnstoredAlerts(AlertBook armed)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, FiredAlert> _alerts = [];

    /// <summary>The number of alerts.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _alerts.Count;
        }
    }

    /// <summary>Adds and returns alerts, without those that were deleted or rearmed after they fired.</summary>
    public IReadOnlyList<FiredAlert> Take(IEnumerable<FiredAlert> fired)
    {
        lock (_gate)
        {
            var taken = fired.Where(one => armed.TryComplete(one.Alert)).ToList();
            taken.ForEach(one => _alerts[one.Alert.Id] = one);
            return taken;
        }
    }

    /// <summary>Arms an alert. If it has fired before, that need not be stored any more.</summary>
    /// <param name="after">See <see cref="AlertBook.Arm"/>.</param>
    public void Arm(ArmedAlert alert, long after)
    {
        lock (_gate)
        {
            _alerts.Remove(alert.Id);
            armed.Arm(alert, after);
        }
    }

    /// <summary>Removes an alert that has been stored or deleted.</summary>
    public void Remove(long id)
    {
        lock (_gate)
            _alerts.Remove(id);
    }

    /// <summary>Gets an alert, or null if it is not among them.</summary>
    public FiredAlert? Find(long id)
    {
        lock (_gate)
            return _alerts.GetValueOrDefault(id);
    }

    /// <summary>Gets all alerts.</summary>
    public IReadOnlyList<FiredAlert> ToList()
    {
        lock (_gate)
            return [.. _alerts.Values];
    }
}
