using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace StockTicker.Web.Market.Feed;

/// <summary>Reads the trades or quotes of one request, which are JSON objects. A line costs no allocation unless it has an error.</summary>
internal sealed class FeedReader(FedMarket market, FeedKind kind)
{
    /// <summary>How many errors are named.</summary>
    public const int MaxErrors = 20;

    private const int MaxText = 64;
    private const decimal MaxSize = 1_000_000_000_000m;

    private readonly List<FeedError> _errors = [];

    /// <summary>The number of lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>The number of lines that were published.</summary>
    public long Accepted { get; private set; }

    /// <summary>The first errors.</summary>
    public IReadOnlyList<FeedError> Errors => _errors;

    /// <summary>Reads a line: one JSON object. An empty line is ignored.</summary>
    public void ReadLine(in ReadOnlySequence<byte> line)
    {
        if (IsBlank(line))
            return;
        Lines++;
        var reader = new Utf8JsonReader(line);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                Fail("the line is not a JSON object");
            else
                ReadObject(ref reader, isAlone: true);
        }
        catch (JsonException)
        {
            Fail("the line is not valid JSON");
        }
    }

    /// <summary>Records a line that is too long to be read.</summary>
    public void SkipLine()
    {
        Lines++;
        Fail("the line is too long");
    }

    /// <summary>Reads an array of objects, or one object.</summary>
    /// <exception cref="JsonException">The text is not valid JSON.</exception>
    public void ReadArray(in ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        if (isArray)
            reader.Read();
        while (reader.TokenType != JsonTokenType.EndArray)
        {
            Lines++;
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadObject(ref reader, isAlone: false);
            else
            {
                Fail("it is not a JSON object");
                reader.Skip();
            }
            if (!reader.Read() && !isArray)
                return;
        }
        // Fails if anything follows.
        reader.Read();
    }

    // Reads to the end of the object in any case. Nothing may follow one that is alone.
    private void ReadObject(ref Utf8JsonReader reader, bool isAlone)
    {
        Span<char> symbol = stackalloc char[MaxText];
        Span<char> text = stackalloc char[MaxText];
        scoped var line = new FeedLine();
        string? error = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("symbol"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && TryCopy(ref reader, symbol, out var length))
                    line.Symbol = symbol[..length];
                else
                    error ??= "the symbol is not valid";
            }
            else if (reader.ValueTextEquals("time"u8))
            {
                reader.Read();
                if (TryCopyScalar(ref reader, text, out var length) && TimeText.TryParse(text[..length], out var time))
                    line.Time = time;
                else if (reader.TokenType != JsonTokenType.Null)
                    error ??= "the time is not one from 1970 on";
            }
            else if (kind == FeedKind.Trades && reader.ValueTextEquals("price"u8))
                line.Price = Number(ref reader, text, "price", ref error);
            else if (kind == FeedKind.Trades && reader.ValueTextEquals("size"u8))
                line.Size = Size(ref reader, text, "size", ref error);
            else if (kind == FeedKind.Quotes && reader.ValueTextEquals("bid"u8))
                line.Bid = Number(ref reader, text, "bid", ref error);
            else if (kind == FeedKind.Quotes && reader.ValueTextEquals("ask"u8))
                line.Ask = Number(ref reader, text, "ask", ref error);
            else if (kind == FeedKind.Quotes && reader.ValueTextEquals("bidSize"u8))
                line.BidSize = Size(ref reader, text, "bidSize", ref error);
            else if (kind == FeedKind.Quotes && reader.ValueTextEquals("askSize"u8))
                line.AskSize = Size(ref reader, text, "askSize", ref error);
            else
            {
                reader.Read();
                reader.Skip();
            }
            // A value of the wrong kind may be an object or an array.
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                reader.Skip();
        }
        if (isAlone)
            reader.Read();
        if (error is null && line.Symbol.IsEmpty)
            error = "the symbol is missing";
        if (error is null && kind == FeedKind.Trades && line.Price is null)
            error = "the price is missing";
        if (error is null && kind == FeedKind.Quotes && line.Bid is null && line.Ask is null)
            error = "both bid and ask are missing";
        if (error is null && market.TryAdd(line, out error))
            Accepted++;
        else
            Fail(error!);
    }

    private static decimal? Number(ref Utf8JsonReader reader, scoped Span<char> text, string name, ref string? error)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number))
            return number;
        // Many write prices as strings, so that no digit is lost.
        if (reader.TokenType == JsonTokenType.String && TryCopy(ref reader, text, out var length)
            && decimal.TryParse(text[..length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
            return number;
        if (reader.TokenType != JsonTokenType.Null)
            error ??= $"{name} is not a number";
        return null;
    }

    private static decimal? Size(ref Utf8JsonReader reader, scoped Span<char> text, string name, ref string? error)
    {
        var size = Number(ref reader, text, name, ref error);
        if (size is < 0 or > MaxSize)
            error ??= $"{name} is not from 0 to {MaxSize:0}";
        // Without trailing zeros.
        return size / 1.0000000000000000000000000000m;
    }

    private static bool TryCopyScalar(ref Utf8JsonReader reader, scoped Span<char> text, out int length)
    {
        length = 0;
        if (reader.TokenType == JsonTokenType.String)
            return TryCopy(ref reader, text, out length);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            && number.TryFormat(text, out length, default, CultureInfo.InvariantCulture);
    }

    private static bool TryCopy(ref Utf8JsonReader reader, scoped Span<char> text, out int length)
    {
        length = 0;
        var bytes = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (bytes > text.Length)
            return false;
        length = reader.CopyString(text);
        return true;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }
        return true;
    }

    private void Fail(string error)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(new FeedError(Lines, error));
    }
}

/// <summary>An error in a feed.</summary>
/// <param name="Line">The number of the line or element, from 1.</param>
/// <param name="Error">What is wrong.</param>
internal sealed record FeedError(long Line, string Error);
