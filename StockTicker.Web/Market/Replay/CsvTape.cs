using StockTicker.Domain;

namespace StockTicker.Web.Market.Replay;

/// <summary>The lines of CSV files, merged by time. Only the next line of each file is in memory.</summary>
internal sealed class CsvTape : IReplayTape
{
    private readonly IReadOnlyList<string> _paths;
    private readonly BadLines _bad;
    private readonly MarketSessions _sessions;
    // Lines of the same time come in the order of the files.
    private readonly PriorityQueue<CsvFile, (DateTimeOffset Time, int File)> _next = new();
    private readonly Dictionary<CsvFile, int> _order = [];

    /// <summary>Opens files.</summary>
    /// <param name="listed">The instruments that are known in advance.</param>
    /// <exception cref="InvalidDataException">None of the files can be replayed.</exception>
    public CsvTape(IReadOnlyList<string> paths, InstrumentCatalog listed, int maxInstruments, DateTimeOffset time, BadLines bad)
    {
        (_paths, _bad, Instruments) = (paths, bad, listed);
        _sessions = new MarketSessions(listed, time, maxInstruments);
        Begin();
    }

    /// <inheritdoc/>
    public InstrumentCatalog Instruments { get; }

    /// <inheritdoc/>
    public bool HasBatches => false;

    /// <inheritdoc/>
    public DateTimeOffset? NextTime => _next.TryPeek(out _, out var next) ? next.Time : null;

    /// <inheritdoc/>
    public long Entries { get; private set; }

    /// <inheritdoc/>
    public void Read()
    {
        var file = _next.Dequeue();
        Apply(file.Current);
        Entries++;
        Continue(file);
    }

    /// <inheritdoc/>
    public MarketMove? Take(DateTimeOffset time) => _sessions.Take(time);

    /// <inheritdoc/>
    public MarketMove TakeAll(DateTimeOffset time)
    {
        _ = _sessions.Take(time);
        return new MarketMove(time, _sessions.Quotes, []) { BeginsSession = true };
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        Close();
        Entries = 0;
        _sessions.Clear();
        Begin();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Begin()
    {
        InvalidDataException? problem = null;
        foreach (var path in _paths)
        {
            try
            {
                var file = CsvFile.Open(path, _sessions, _bad);
                _order.Add(file, _order.Count);
                Continue(file);
            }
            catch (InvalidDataException fault)
            {
                problem = fault;
                if (_paths.Count > 1)
                    _bad.Add(Path.GetFileName(path), 0, null, fault.Message);
            }
        }
        if (_order.Count == 0)
            throw problem ?? new InvalidDataException("there are no files");
    }

    private void Continue(CsvFile file)
    {
        if (!file.TryRead())
            return;
        _next.Enqueue(file, (file.Current.Time, _order[file]));
    }

    private void Apply(in ReplayEntry entry)
    {
        if (entry.IsBar)
        {
            _sessions.Bar(entry.Session, new Candle(entry.Time, entry.Open, entry.High, entry.Low, entry.Price!.Value, entry.Size ?? 0));
            return;
        }
        if (entry.IsQuote)
            _sessions.Set(entry.Session, entry.Time, entry.Bid, entry.BidSize, entry.Ask, entry.AskSize);
        if (entry.Price is { } price)
            _sessions.Trade(entry.Session, entry.Time, price, entry.Size);
    }

    private void Close()
    {
        foreach (var file in _order.Keys)
            file.Dispose();
        _order.Clear();
        _next.Clear();
    }
}
