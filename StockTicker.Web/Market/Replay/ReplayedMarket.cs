using StockTicker.Domain;

namespace StockTicker.Web.Market.Replay;

/// <summary>
/// A market from files. Its position in them advances with the clock, times the speed. Requests to pause, seek, or change the speed take
/// effect with the next move.
/// </summary>
internal sealed class ReplayedMarket(
    Func<DateTimeOffset, IReplayTape> open, ReplayPlan plan, BadLines bad, MarketClock clock) : IMarketSource, IDisposable
{
    // Keeps what each client receives within reason if the files have more.
    private static readonly TimeSpan MinGap = TimeSpan.FromMilliseconds(5);

    // The time between the end and the next beginning.
    private static readonly TimeSpan LoopGap = TimeSpan.FromSeconds(1);

    // The longest wait of a timer is about 49 days, and the files can have gaps of years.
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    // How many entries a move has at most, so that requests are answered while a replay runs as fast as possible.
    private const int MaxEntriesPerMove = 4096;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _requested = new(0);
    private IReplayTape? _tape;
    private volatile ReplayState? _state;
    private ReplayRequest? _request;
    private DateTimeOffset _now;
    private DateTimeOffset _movedAt;
    private DateTimeOffset _position;
    private DateTimeOffset _from;
    private double _speed = plan.Speed;
    private bool _isPaused;

    /// <inheritdoc/>
    public InstrumentCatalog Instruments => Tape.Instruments;

    /// <inheritdoc/>
    public bool IsSteady => false;

    /// <inheritdoc/>
    public MarketOrigin Origin => new("Replayed market data. Prices are not current.", _state?.Position);

    /// <summary>Where the replay is. It is null before the opening.</summary>
    public ReplayState? State => _state;

    /// <summary>The lines that could not be used.</summary>
    public BadLines BadLines => bad;

    private IReplayTape Tape => _tape ??= open(clock.GetUtcNow());

    /// <inheritdoc/>
    public IEnumerable<MarketMove> Open(DateTimeOffset time)
    {
        if (bad.IsStrict)
            CheckAll();
        var opening = new MarketMove(time, [.. Instruments.Select(instrument => Quote.Unquoted(instrument, time))], []);
        _now = time;
        _from = Later(plan.From, Tape.NextTime ?? time);
        Skip(_from);
        _position = _from;
        // What precedes the beginning, or what a recording begins with.
        if (Tape.HasBatches && Tape.NextTime <= _from)
            Tape.Read();
        var first = Tape.TakeAll(time);
        yield return opening;
        yield return first;
        Report();
    }

    /// <summary>Changes how the replay goes on.</summary>
    public void Request(ReplayRequest request)
    {
        lock (_gate)
            _request = request.After(_request);
        _requested.Release();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_request is not null)
                return true;
            var due = Due();
            var wait = due - clock.GetUtcNow();
            if (wait <= TimeSpan.Zero)
                return true;
            using var request = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var requested = _requested.WaitAsync(request.Token);
            await Task.WhenAny(requested, Task.Delay(wait < MaxWait ? wait : MaxWait, clock, request.Token));
            await request.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public MarketMove? Advance(DateTimeOffset time)
    {
        Follow(time);
        // What was due before a request comes first.
        var move = _request is null || double.IsInfinity(_speed) ? null : ReadOn(time);
        if (move is null && TakeRequest() is { } request)
            move = Apply(request, time);
        move ??= AtEnd && plan.Loop && !_isPaused ? Seek(_from, time) : ReadOn(time);
        if (move is not null)
            _movedAt = time;
        Report();
        return move;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape?.Dispose();
        _requested.Dispose();
    }

    private ReplayRequest? TakeRequest()
    {
        lock (_gate)
        {
            var request = _request;
            _request = null;
            return request;
        }
    }

    private bool AtEnd => Tape.NextTime is not { } next || next > plan.To;

    // When the next move is due.
    private DateTimeOffset Due()
    {
        if (_isPaused || (AtEnd && !plan.Loop))
            return DateTimeOffset.MaxValue;
        if (AtEnd)
            return _movedAt + LoopGap;
        if (double.IsInfinity(_speed))
            return _now;
        var left = (Tape.NextTime!.Value - _position) / _speed;
        var due = left < MaxWait ? _now + left : _now + MaxWait;
        return Tape.HasBatches ? due : Later(due, _movedAt + MinGap);
    }

    // Advances the position with the clock.
    private void Follow(DateTimeOffset time)
    {
        if (!_isPaused && !double.IsInfinity(_speed) && !AtEnd)
            _position += (time - _now) * _speed;
        _now = time;
    }

    private MarketMove? ReadOn(DateTimeOffset time)
    {
        // As fast as possible means one move for each step of a manual clock.
        if (_isPaused || (double.IsInfinity(_speed) && clock.IsManual && _movedAt == time))
            return null;
        var entries = 0;
        while (!AtEnd && entries < MaxEntriesPerMove && (double.IsInfinity(_speed) || Tape.NextTime <= _position))
        {
            if (double.IsInfinity(_speed))
                _position = Tape.NextTime!.Value;
            Tape.Read();
            entries++;
            if (Tape.HasBatches && Tape.Take(time) is { } batch)
                return batch;
        }
        return Tape.Take(time);
    }

    private MarketMove? Apply(ReplayRequest request, DateTimeOffset time)
    {
        _isPaused = request.Pause ?? _isPaused;
        _speed = request.Speed ?? _speed;
        return request.Position is { } position ? Seek(position, time) : null;
    }

    private MarketMove Seek(DateTimeOffset position, DateTimeOffset time)
    {
        if (position < _position || AtEnd)
            Tape.Rewind();
        _position = position;
        Skip(position);
        return Tape.TakeAll(time);
    }

    // Reads everything before a time.
    private void Skip(DateTimeOffset until)
    {
        while (Tape.NextTime is { } next && next < until)
        {
            Tape.Read();
            // What would be published is not needed.
            if ((Tape.Entries & 0xFFFF) == 0)
                _ = Tape.Take(_now);
        }
    }

    private void CheckAll()
    {
        while (Tape.NextTime is not null)
        {
            Tape.Read();
            _ = Tape.Take(default);
        }
        Tape.Rewind();
        _ = Tape.TakeAll(default);
    }

    private void Report() => _state = new ReplayState(_position, _from, _speed, _isPaused, AtEnd && !plan.Loop, Tape.Entries);

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;
}
