using System.Text.Json;
using StockTicker.Domain;
using StockTicker.Web.Market.Recording;

namespace StockTicker.Web.Market.Replay;

/// <summary>The files of a recording, one after the other. The batches are those that were published.</summary>
internal sealed class RecordedTape : IReplayTape
{
    private readonly IReadOnlyList<string> _paths;
    private readonly BadLines _bad;
    private readonly Dictionary<string, Instrument> _instruments = new(Symbol.Comparer);
    private readonly SortedDictionary<int, Quote> _quotes = [];
    private int _file;
    private TextFile? _text;
    private long _line;
    private RecordedLine? _next;
    private MarketMove? _read;

    /// <summary>Opens files, which are in order of time.</summary>
    /// <exception cref="InvalidDataException">The first file is not one of a recording.</exception>
    public RecordedTape(IReadOnlyList<string> paths, BadLines bad)
    {
        (_paths, _bad) = (paths, bad);
        Continue();
        if (_next is not { Snapshot: true })
            throw new InvalidDataException("it does not begin with a line of a recording that has all instruments");
        List(_next, []);
        Instruments = new InstrumentCatalog(_instruments.Values.OrderBy(instrument => instrument.Index));
    }

    /// <inheritdoc/>
    public InstrumentCatalog Instruments { get; }

    /// <inheritdoc/>
    public bool HasBatches => true;

    /// <inheritdoc/>
    public DateTimeOffset? NextTime => _next is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next.Time) : null;

    /// <inheritdoc/>
    public long Entries { get; private set; }

    /// <inheritdoc/>
    public void Read()
    {
        var line = _next!;
        Entries++;
        try
        {
            _read = ToMove(line);
        }
        // A time or a price that nothing has.
        catch (Exception fault) when (fault is ArgumentException or OverflowException)
        {
            _read = null;
            _bad.Add(Path.GetFileName(_paths[Math.Max(_file - 1, 0)]), 0, null, "a line has a time or a price out of range");
        }
        Continue();
    }

    /// <inheritdoc/>
    public MarketMove? Take(DateTimeOffset time)
    {
        var move = _read;
        _read = null;
        return move is null || (move.Quotes.IsEmpty && !move.BeginsSession) ? null : move with { Time = time };
    }

    /// <inheritdoc/>
    public MarketMove TakeAll(DateTimeOffset time)
    {
        _read = null;
        var quotes = _instruments.Values.OrderBy(instrument => instrument.Index)
            .Select(instrument => _quotes.GetValueOrDefault(instrument.Index) ?? Quote.Unquoted(instrument, time));
        return new MarketMove(time, [.. quotes], []) { BeginsSession = true };
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        Dispose();
        (_file, Entries) = (0, 0);
        _quotes.Clear();
        _next = null;
        Continue();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text?.Dispose();
        _text = null;
    }

    // Finds the next line that can be used. A recording that was cut off has a torn last line.
    private void Continue()
    {
        _next = null;
        while (_next is null && TryReadLine(out var text))
        {
            try
            {
                _next = RecordedLine.Parse(text);
                if (_next.Time is < 0 or > 253402300799999)
                    throw new JsonException();
            }
            catch (JsonException)
            {
                _next = null;
                if (_text!.Peek() >= 0)
                    _bad.Add(Path.GetFileName(_paths[_file - 1]), _line, null, "not a line of a recording", text);
            }
        }
    }

    private bool TryReadLine(out string text)
    {
        text = "";
        while (true)
        {
            try
            {
                if (_text?.ReadLine() is { } line)
                {
                    (text, _line) = (line, _line + 1);
                    return true;
                }
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException)
            {
                _bad.Add(Path.GetFileName(_paths[_file - 1]), 0, null, $"the rest of the file cannot be read: {fault.Message.TrimEnd('.')}");
            }
            _text?.Dispose();
            _text = null;
            if (_file == _paths.Count)
                return false;
            _text = TextFile.Open(_paths[_file++]);
            _line = 0;
        }
    }

    private MarketMove ToMove(RecordedLine line)
    {
        var name = Path.GetFileName(_paths[Math.Max(_file - 1, 0)]);
        List<Instrument> listed = [];
        List(line, listed);
        if (line.BeginsSession == true)
            _quotes.Clear();
        var quotes = new SortedDictionary<int, Quote>();
        foreach (var instrument in listed)
            quotes[instrument.Index] = _quotes.GetValueOrDefault(instrument.Index)
                ?? Quote.Unquoted(instrument, DateTimeOffset.FromUnixTimeMilliseconds(line.Time));
        foreach (var recorded in line.Quotes ?? [])
        {
            if (Find(recorded.Symbol) is not { } instrument)
                continue;
            var quote = recorded.Of(instrument);
            ThrowIfTooLarge(instrument, quote.Price, quote.High, quote.Low);
            // The first line of a file repeats what is known.
            if (line.Snapshot == true && _quotes.TryGetValue(instrument.Index, out var known) && known == quote)
                continue;
            quotes[instrument.Index] = _quotes[instrument.Index] = quote;
        }
        foreach (var trade in line.Trades ?? [])
        {
            if (Find(trade.Symbol) is { } instrument)
                ThrowIfTooLarge(instrument, trade.Price);
        }
        return new MarketMove(
            DateTimeOffset.FromUnixTimeMilliseconds(line.Time),
            [.. quotes.Values],
            [.. (line.Trades ?? []).Select(trade => Find(trade.Symbol) is { } instrument ? trade.Of(instrument) : default).Where(trade => trade.Instrument is not null)])
        {
            Bars = [.. (line.Bars ?? []).Select(bar => Find(bar.Symbol) is { } instrument ? bar.Of(instrument) : default).Where(bar => bar.Instrument is not null)],
            BeginsSession = line.BeginsSession == true,
        };

        static void ThrowIfTooLarge(Instrument instrument, params ReadOnlySpan<decimal?> prices)
        {
            foreach (var price in prices)
                ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(price ?? 0), TickSize.MaxPrice(instrument.TickSize));
        }

        Instrument? Find(string symbol)
        {
            if (_instruments.TryGetValue(symbol, out var instrument))
                return instrument;
            _bad.Add(name, _line, null, "an instrument was not listed before", symbol);
            return null;
        }
    }

    private void List(RecordedLine line, List<Instrument> listed)
    {
        foreach (var described in line.Instruments ?? [])
        {
            var index = _instruments.TryGetValue(described.Symbol, out var known) ? known.Index : _instruments.Count;
            if (!Symbol.TryParse(described.Symbol, out _))
            {
                _bad.Add(Path.GetFileName(_paths[Math.Max(_file - 1, 0)]), _line, null, "the symbol is not valid", described.Symbol);
                continue;
            }
            var instrument = described.At(index);
            if (instrument == known)
                continue;
            if (InstrumentCatalog.Problem(instrument) is { } problem)
            {
                _bad.Add(Path.GetFileName(_paths[Math.Max(_file - 1, 0)]), _line, null, problem);
                continue;
            }
            _instruments[described.Symbol] = instrument;
            listed.Add(instrument);
        }
    }
}
