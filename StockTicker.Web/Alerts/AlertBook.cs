using System.Runtime.InteropServices;
using StockTicker.Domain;

namespace StockTicker.Web.Alerts;

/// <summary>
/// Indexes the armed alerts by instrument and price, in memory. A batch costs one lookup per quote, regardless of the number of
/// alerts. Thread-safe.
/// </summary>
internal sealed class AlertBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, ArmedAlert> _armed = [];
    // Alerts that have fired, until that is stored.
    private readonly Dictionary<long, ArmedAlert> _firing = [];
    // By the index of the instrument.
    private readonly Dictionary<int, Levels> _levels = [];
    // Alerts armed since the last batch. They are checked once, even if their instrument does not trade.
    private readonly List<(ArmedAlert Alert, long After)> _fresh = [];
    // Alerts of instruments that are not listed, by id, and how many instruments were compared with them.
    private readonly Dictionary<long, (string Symbol, Func<Instrument, ArmedAlert> Arm)> _unlisted = [];
    private int _compared;

    /// <summary>The number of armed alerts.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _armed.Count;
        }
    }

    /// <summary>Arms an alert and replaces the one with the same id, if any.</summary>
    /// <param name="after">The current version of the book. Batches up to this version are ignored.</param>
    public void Arm(ArmedAlert alert, long after)
    {
        lock (_gate)
        {
            Remove(alert.Id);
            _firing.Remove(alert.Id);
            _armed.Add(alert.Id, alert);
            _fresh.Add((alert, after));
        }
    }

    /// <summary>Arms an alert as soon as its instrument is listed, before the batch that lists it is checked.</summary>
    /// <param name="id">The id of the alert.</param>
    /// <param name="symbol">The symbol of the instrument.</param>
    /// <param name="arm">Creates the alert once the instrument is known.</param>
    public void ArmWhenListed(long id, string symbol, Func<Instrument, ArmedAlert> arm)
    {
        lock (_gate)
        {
            _unlisted[id] = (symbol, arm);
            // It may have been listed in the meantime.
            _compared = 0;
        }
    }

    /// <summary>Gets whether an alert is armed, or fires.</summary>
    public bool Contains(long id)
    {
        lock (_gate)
            return _armed.ContainsKey(id) || _firing.ContainsKey(id);
    }

    /// <summary>Disarms an alert, if it is armed or fires.</summary>
    public void Disarm(long id)
    {
        lock (_gate)
        {
            Remove(id);
            _firing.Remove(id);
        }
    }

    /// <summary>Ends the firing of an alert. Returns false if it has been disarmed or rearmed in the meantime.</summary>
    public bool TryComplete(ArmedAlert alert)
    {
        lock (_gate)
            return _firing.TryGetValue(alert.Id, out var firing) && ReferenceEquals(firing, alert) && _firing.Remove(alert.Id);
    }

    /// <summary>Returns the alerts that fire with a batch, ordered by id. They are no longer armed; see <see cref="TryComplete"/>.</summary>
    public IReadOnlyList<ArmedAlert> TakeMet(QuoteBatch batch)
    {
        lock (_gate)
        {
            if (_unlisted.Count > 0)
                ArmListed(batch.Book.Instruments);
            if (_armed.Count == 0)
                return [];
            var met = new List<ArmedAlert>();
            TakeFresh(batch, met);
            foreach (var quote in batch.Quotes)
            {
                if (quote.Price is { } price && _levels.TryGetValue(quote.Instrument.Index, out var levels))
                    levels.AddMet(price, met);
            }
            met.Sort(static (a, b) => a.Id.CompareTo(b.Id));
            foreach (var alert in met)
            {
                Remove(alert.Id);
                _firing[alert.Id] = alert;
            }
            return met;
        }
    }

    private void ArmListed(InstrumentCatalog instruments)
    {
        if (instruments.Count == _compared)
            return;
        _compared = instruments.Count;
        foreach (var (id, (symbol, arm)) in _unlisted)
        {
            if (!instruments.TryGet(symbol, out var instrument))
                continue;
            _unlisted.Remove(id);
            var alert = arm(instrument);
            _armed.Add(id, alert);
            _fresh.Add((alert, 0));
        }
    }

    private void TakeFresh(QuoteBatch batch, List<ArmedAlert> met)
    {
        for (var i = _fresh.Count - 1; i >= 0; i--)
        {
            var (alert, after) = _fresh[i];
            if (batch.Book.Version <= after)
                continue;
            _fresh.RemoveAt(i);
            var price = batch.Book[alert.Instrument].Price;
            if (price >= alert.Ceiling || price <= alert.Floor)
                met.Add(alert);
            else
                (CollectionsMarshal.GetValueRefOrAddDefault(_levels, alert.Instrument.Index, out _) ??= new Levels()).Add(alert);
        }
    }

    private void Remove(long id)
    {
        _unlisted.Remove(id);
        if (!_armed.Remove(id, out var alert))
            return;
        _levels.GetValueOrDefault(alert.Instrument.Index)?.Remove(alert);
        _fresh.RemoveAll(fresh => fresh.Alert.Id == id);
    }

    /// <summary>The armed alerts of one instrument, ordered by the prices at which they fire.</summary>
    private sealed class Levels
    {
        private readonly SortedSet<(decimal Price, long Id)> _ceilings = [];
        private readonly SortedSet<(decimal Price, long Id)> _floors = [];
        private readonly Dictionary<long, ArmedAlert> _alerts = [];

        public void Add(ArmedAlert alert)
        {
            _alerts.Add(alert.Id, alert);
            if (alert.Ceiling is { } ceiling)
                _ceilings.Add((ceiling, alert.Id));
            if (alert.Floor is { } floor)
                _floors.Add((floor, alert.Id));
        }

        public void Remove(ArmedAlert alert)
        {
            if (!_alerts.Remove(alert.Id))
                return;
            if (alert.Ceiling is { } ceiling)
                _ceilings.Remove((ceiling, alert.Id));
            if (alert.Floor is { } floor)
                _floors.Remove((floor, alert.Id));
        }

        public void AddMet(decimal price, List<ArmedAlert> met)
        {
            while (_ceilings.Count > 0 && _ceilings.Min is var lowest && lowest.Price <= price)
                Take(lowest.Id, met);
            while (_floors.Count > 0 && _floors.Max is var highest && highest.Price >= price)
                Take(highest.Id, met);
        }

        private void Take(long id, List<ArmedAlert> met)
        {
            var alert = _alerts[id];
            met.Add(alert);
            Remove(alert);
        }
    }
}
