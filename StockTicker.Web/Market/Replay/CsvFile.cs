using System.Globalization;
using System.Text.RegularExpressions;
using nietras.SeparatedValues;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Replay;

/// <summary>A CSV file of trades, quotes, or bars, read line by line. Its memory does not grow with the file.</summary>
internal sealed partial class CsvFile : IDisposable
{
    // Exchanges report some trades late. A line further back belongs to another order of lines.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private const decimal MaxSize = 1_000_000_000_000m;

    // Databento writes this for a price that is not known.
    private const string DatabentoUnknown = "9223372036854775807";
    private const decimal DatabentoScale = 0.000000001m;

    private readonly string _name;
    private readonly string _symbol;
    private readonly CsvColumns _columns;
    private readonly char _separator;
    private readonly BadLines _bad;
    private readonly MarketSessions _sessions;
    private readonly TextFile _text;
    private readonly SepReader _reader;
    private DateTimeOffset _latest = DateTimeOffset.UnixEpoch;
    private ReplayEntry _current;

    private CsvFile(string name, CsvColumns columns, char separator, TextFile text, MarketSessions sessions, BadLines bad)
    {
        (_name, _columns, _separator, _text, _sessions, _bad) = (name, columns, separator, text, sessions, bad);
        _symbol = SymbolIn().Match(name).Groups["symbol"].Value;
        // Lines of numbers are never continued in the next line, which a stray quote could otherwise do to the rest of the file.
        _reader = new Sep(separator)
            .Reader(options => options with { HasHeader = false, DisableColCountCheck = true, DisableQuotesParsing = true })
            .From(text);
        if (columns.HasHeader)
            _reader.MoveNext();
    }

    /// <summary>The current line, after <see cref="TryRead"/>.</summary>
    public ref readonly ReplayEntry Current => ref _current;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">The file cannot be replayed. The message says why.</exception>
    public static CsvFile Open(string path, MarketSessions sessions, BadLines bad)
    {
        var text = TextFile.Open(path);
        try
        {
            var first = text.PeekLine();
            if (first.Length == 0)
                throw new InvalidDataException("it has no first line");
            var separator = "\t;,|".MaxBy(candidate => first.Count(c => c == candidate));
            var columns = CsvColumns.Of(first.Split(separator));
            if (!columns.IsUsable)
            {
                throw new InvalidDataException(columns.HasHeader
                    ? $"its columns are {Names(columns.Names)}; there must be a time and a price, bid, ask, or open, high, low and close"
                    : $"its first line has no names, and its {columns.Count} columns are not those of a known format");
            }
            return new CsvFile(Path.GetFileName(path), columns, separator, text, sessions, bad);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next line that can be used.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool TryRead()
    {
        while (MoveNext())
        {
            var row = _reader.Current;
            if (row.ColCount == 1 && row[0].Span.Trim().IsEmpty)
                continue;
            if (TryParse(row))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _text.Dispose();
    }

    // As in AAPL.csv, AAPL_2026.csv.gz, or BTCUSDT-trades-2024-01-01.csv.
    [GeneratedRegex(@"^(?<symbol>[^_ ]+?)(-(aggTrades|trades|\d+(s|m|h|d|w|mo))-\d{4}.*|[_ ].*)?(\.(csv|tsv|txt)(\.gz)?)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex SymbolIn();

    private static string Names(IReadOnlyList<string> names)
    {
        var list = string.Concat(string.Join(", ", names).Where(c => !char.IsControl(c)));
        return list.Length > 200 ? list[..200] + "…" : list;
    }

    private bool MoveNext()
    {
        try
        {
            return _reader.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            _bad.Add(_name, 0, null, $"the rest of the file cannot be read: {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
            return false;
        }
    }

    private bool TryParse(SepReader.Row row)
    {
        _current = default;
        if (row.ColCount != _columns.Count)
            return Bad(row, -1, row.ColCount < _columns.Count ? "the line has too few columns" : "the line has too many columns");
        var text = Text(row, _columns.Time);
        if (!TimeText.TryParse(text, out _current.Time))
            return Bad(row, _columns.Time, "not a time from 1970 on", text);
        if (_current.Time < _latest - MaxDelay)
            return Bad(row, _columns.Time, "the time is more than a minute before that of a line above; sort the file by time", text);
        var symbol = _columns.Symbol >= 0 ? Text(row, _columns.Symbol) : _symbol;
        if (!TryParsePrices(row))
            return false;
        if (!_sessions.TryGet(symbol, _current.Time, out var session, out var error))
            return Bad(row, _columns.Symbol, error, symbol);
        _current.Session = session;
        if (!IsAccepted(session))
            return Bad(row, -1, "a price is too large for the decimals of the instrument");
        _latest = _latest > _current.Time ? _latest : _current.Time;
        return true;
    }

    private bool TryParsePrices(SepReader.Row row)
    {
        if (_columns.HasBars)
        {
            _current.IsBar = true;
            if (!TryParse(row, _columns.Open, out var open) || !TryParse(row, _columns.High, out var high)
                || !TryParse(row, _columns.Low, out var low) || !TryParse(row, _columns.Close, out _current.Price)
                || !TryParseSize(row, _columns.Volume, out _current.Size))
                return false;
            if (open is null || high is null || low is null || _current.Price is null)
                return Bad(row, -1, "a price of the bar is missing");
            (_current.Open, _current.High, _current.Low) = (open.Value, high.Value, low.Value);
            return (low <= open && open <= high && low <= _current.Price && _current.Price <= high)
                || Bad(row, -1, "the prices of the bar contradict each other");
        }
        var isTrade = _columns.Action < 0 || Text(row, _columns.Action) is "T" or "F";
        if (isTrade && (!TryParse(row, _columns.Price, out _current.Price) || !TryParseSize(row, _columns.Size, out _current.Size)))
            return false;
        if (!TryParse(row, _columns.Bid, out _current.Bid) || !TryParse(row, _columns.Ask, out _current.Ask)
            || !TryParseSize(row, _columns.BidSize, out _current.BidSize) || !TryParseSize(row, _columns.AskSize, out _current.AskSize))
            return false;
        _current.IsQuote = _current.Bid is not null || _current.Ask is not null;
        if (_current.Price is not null || _current.IsQuote)
            return true;
        // Other actions than trades are no error in a file of them.
        return isTrade && Bad(row, _columns.Price, "the price is missing");
    }

    private bool IsAccepted(InstrumentSession session) => _current.IsBar
        ? MarketSessions.Accepts(session, _current.High) && MarketSessions.Accepts(session, _current.Low)
        : MarketSessions.Accepts(session, _current.Price ?? 0) && MarketSessions.Accepts(session, _current.Bid ?? 0)
            && MarketSessions.Accepts(session, _current.Ask ?? 0);

    private bool TryParse(SepReader.Row row, int column, out decimal? price)
    {
        price = null;
        if (column < 0)
            return true;
        var text = Text(row, column);
        if (text.IsEmpty || (_columns.IsDatabento && text is DatabentoUnknown))
            return true;
        if (!TryParseNumber(text, out var number))
            return Bad(row, column, "not a number", text);
        price = _columns.IsDatabento && !text.Contains('.') ? number * DatabentoScale : number;
        return true;
    }

    private bool TryParseSize(SepReader.Row row, int column, out decimal? size)
    {
        size = null;
        if (column < 0)
            return true;
        var text = Text(row, column);
        if (text.IsEmpty)
            return true;
        if (!TryParseNumber(text, out var number))
            return Bad(row, column, "not a number", text);
        if (number is < 0 or > MaxSize)
            return Bad(row, column, $"not a size from 0 to {MaxSize:0}", text);
        // Without trailing zeros, which dumps often have.
        size = number / 1.0000000000000000000000000000m;
        return true;
    }

    private bool TryParseNumber(ReadOnlySpan<char> text, out decimal number)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (_separator == ';' && text.Contains(',') && !text.Contains('.') && text.Length <= 64)
        {
            Span<char> pointed = stackalloc char[text.Length];
            text.Replace(pointed, ',', '.');
            return decimal.TryParse(pointed, Styles, CultureInfo.InvariantCulture, out number);
        }
        return decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out number);
    }

    private static ReadOnlySpan<char> Text(SepReader.Row row, int column)
    {
        var text = row[column].Span.Trim();
        return text is ['"', .. var inner, '"'] ? inner.Trim() : text;
    }

    private bool Bad(SepReader.Row row, int column, string kind, ReadOnlySpan<char> value = default)
    {
        _bad.Add(
            _name, row.LineNumberFrom, column >= 0 && column < _columns.Names.Count ? _columns.Names[column] : null, kind,
            value.IsEmpty ? null : value.ToString());
        return false;
    }
}
