using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using nietras.SeparatedValues;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Lists;

/// <summary>
/// Reads a file of instruments: JSON, an array of objects; or CSV with names in the first line, in any order. Only the symbol is required.
/// </summary>
internal static class InstrumentFile
{
    private const long MaxBytes = 64L * 1024 * 1024;
    private const int MinDecimals = 2;
    private const long MaxShares = 1_000_000_000_000_000;

    private static readonly string[] Names = ["symbol", "name", "sector", "currency", "ticksize", "previousclose", "shares"];

    /// <summary>Tries to read a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="max">The maximum number of instruments.</param>
    /// <param name="instruments">The instruments, in the order of the file.</param>
    /// <param name="problem">The first problem, with its position.</param>
    public static bool TryRead(
        string path, int max, [NotNullWhen(true)] out InstrumentCatalog? instruments, [NotNullWhen(false)] out string? problem)
    {
        (instruments, problem) = (null, null);
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new InvalidDataException("it is larger than 64 MB");
            var text = File.ReadAllText(path, Encoding.UTF8);
            var read = new List<Instrument>();
            var symbols = new Dictionary<string, string>(Symbol.Comparer);
            foreach (var (where, fields) in text.AsSpan().TrimStart() is ['[' or '{', ..] ? Json(text) : Csv(text))
            {
                var instrument = ToInstrument(read.Count, where, fields);
                if (!symbols.TryAdd(instrument.Symbol.Value, where))
                    throw new InvalidDataException($"{where}: {instrument} is in {symbols[instrument.Symbol.Value]}, too");
                if (read.Count == max)
                    throw new InvalidDataException($"it has more than {max} instruments");
                read.Add(instrument);
            }
            if (read.Count == 0)
                throw new InvalidDataException("it has no instruments");
            instruments = new InstrumentCatalog(read);
            return true;
        }
        catch (JsonException fault)
        {
            problem = $"line {fault.LineNumber + 1} is not valid JSON";
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = fault.Message.ReplaceLineEndings(" ").TrimEnd('.');
        }
        return false;
    }

    private static IEnumerable<(string Where, Dictionary<string, string> Fields)> Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        var list = document.RootElement;
        if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty("instruments", out var inner))
            list = inner;
        if (list.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("it must be an array of objects");
        var number = 0;
        foreach (var element in list.EnumerateArray())
        {
            var where = $"instrument {++number}";
            if (element.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{where}: it must be an object");
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    fields[Normalized(property.Name)] = property.Value.ToString();
            }
            yield return (where, fields);
        }
    }

    private static List<(string Where, Dictionary<string, string> Fields)> Csv(string text)
    {
        var first = text.AsSpan(0, text.AsSpan().IndexOfAny('\n', '\r') is >= 0 and var end ? end : text.Length);
        var separator = ',';
        foreach (var candidate in "\t;")
        {
            if (first.Count(candidate) > first.Count(separator))
                separator = candidate;
        }
        var lines = new List<(string, Dictionary<string, string>)>();
        using var reader = new Sep(separator).Reader(options => options with { HasHeader = false, DisableColCountCheck = true, Unescape = true }).FromText(text);
        string[]? names = null;
        foreach (var row in reader)
        {
            if (row.ColCount == 1 && row[0].Span.IsWhiteSpace())
                continue;
            var values = new string[row.ColCount];
            for (var i = 0; i < values.Length; i++)
                values[i] = row[i].Span.Trim().ToString();
            if (names is null)
            {
                names = [.. values.Select(Normalized)];
                if (!names.Contains(Names[0]))
                    throw new InvalidDataException($"its first line has no column 'symbol'; known columns are symbol, name, sector, currency, tickSize, previousClose, shares");
                continue;
            }
            var where = $"line {row.LineNumberFrom}";
            if (values.Length != names.Length)
                throw new InvalidDataException($"{where} has {values.Length} columns, and the first line has {names.Length}");
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++)
                fields.TryAdd(names[i], values[i]);
            lines.Add((where, fields));
        }
        return lines;
    }

    private static Instrument ToInstrument(int index, string where, Dictionary<string, string> fields)
    {
        string? Field(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        if (Field("symbol") is not { } text)
            throw new InvalidDataException($"{where} has no symbol");
        if (!Symbol.TryParse(text, out var symbol))
            throw new InvalidDataException($"{where}: '{text}' is not a symbol of 1 to {Symbol.MaxLength} letters, digits and . - _ ^ = / ! : + $ @");
        var previousClose = Number("previousclose", "previousClose");
        var tickSize = Number("ticksize", "tickSize")
            // The decimals of the price, as it is written.
            ?? new decimal(1, 0, 0, false, (byte)Math.Clamp((int)(previousClose?.Scale ?? 0), MinDecimals, TickSize.MaxDecimals));
        var shares = Number("shares", "shares");
        if (shares is <= 0 or > MaxShares)
            throw new InvalidDataException($"{where}: shares is '{Field("shares")}'; it must be a number from 1 to {MaxShares}");
        var instrument = new Instrument
        {
            Index = index,
            Symbol = symbol,
            Name = Field("name") ?? symbol.Value,
            Sector = Field("sector"),
            Currency = Field("currency") ?? Currency.Dollar,
            TickSize = tickSize,
            SharesOutstanding = (long?)shares,
        };
        // Only with a valid tick size can the price be given its decimals.
        if (InstrumentCatalog.Problem(instrument) is { } problem)
            throw new InvalidDataException($"{where}: {problem}");
        instrument = instrument with { PreviousClose = previousClose };
        if (InstrumentCatalog.Problem(instrument) is { } other)
            throw new InvalidDataException($"{where}: {other}");
        return instrument with { PreviousClose = previousClose is { } close ? TickSize.RoundToDecimals(close, instrument.TickSize) : null };

        decimal? Number(string name, string shown)
        {
            if (Field(name) is not { } value)
                return null;
            return decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidDataException($"{where}: {shown} is '{value}'; it must be a number");
        }
    }

    private static string Normalized(string name)
    {
        var text = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return text switch
        {
            "ticker" or "instrument" => "symbol",
            "prevclose" or "close" => "previousclose",
            "sharesoutstanding" => "shares",
            _ => text,
        };
    }
}
