using System.Text.Json;
using System.Text.Json.Serialization;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Recording;

/// <summary>
/// A line of a recording: a batch as it was published. The first line of a file has all instruments and quotes, so that each file can be
/// replayed alone. Times are in Unix milliseconds. What is not known is absent.
/// </summary>
internal sealed record RecordedLine
{
    // Decimals keep their trailing zeros.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The time of the batch.</summary>
    [JsonRequired]
    public long Time { get; init; }

    /// <summary>True if the line has all instruments and quotes.</summary>
    public bool? Snapshot { get; init; }

    /// <summary>True if the session begins with this batch.</summary>
    public bool? BeginsSession { get; init; }

    /// <summary>The instruments that are listed or changed by this batch.</summary>
    public IReadOnlyList<RecordedInstrument>? Instruments { get; init; }

    /// <summary>The quotes.</summary>
    public IReadOnlyList<RecordedQuote>? Quotes { get; init; }

    /// <summary>The trades.</summary>
    public IReadOnlyList<RecordedTrade>? Trades { get; init; }

    /// <summary>The bars.</summary>
    public IReadOnlyList<RecordedBar>? Bars { get; init; }

    /// <summary>Parses a line.</summary>
    /// <exception cref="JsonException">The line is not one of a recording.</exception>
    public static RecordedLine Parse(string line) => JsonSerializer.Deserialize<RecordedLine>(line, Json) ?? throw new JsonException();

    /// <summary>Encodes the line as UTF-8.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>The line of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="changed">The instruments that are listed or changed by it.</param>
    public static RecordedLine Of(QuoteBatch batch, IReadOnlyList<Instrument> changed) => new()
    {
        Time = batch.Time.ToUnixTimeMilliseconds(),
        BeginsSession = batch.Move.BeginsSession ? true : null,
        Instruments = changed.Count == 0 ? null : [.. changed.Select(RecordedInstrument.Of)],
        Quotes = [.. batch.Quotes.Select(RecordedQuote.Of)],
        Trades = batch.Trades.IsEmpty ? null : [.. batch.Trades.Select(RecordedTrade.Of)],
        Bars = batch.Move.Bars.IsEmpty ? null : [.. batch.Move.Bars.Select(RecordedBar.Of)],
    };

    /// <summary>The first line of a file.</summary>
    public static RecordedLine Of(BookSnapshot book) => new()
    {
        Time = book.Time.ToUnixTimeMilliseconds(),
        Snapshot = true,
        Instruments = [.. book.Instruments.Select(RecordedInstrument.Of)],
        Quotes = [.. book.Quotes.Select(RecordedQuote.Of)],
    };
}

/// <summary>An instrument in a recording.</summary>
internal sealed record RecordedInstrument(
    string Symbol, string Name, string? Sector, string Currency, decimal TickSize, decimal? PreviousClose, long? Shares)
{
    /// <summary>Describes an instrument.</summary>
    public static RecordedInstrument Of(Instrument instrument) => new(
        instrument.Symbol.Value, instrument.Name, instrument.Sector, instrument.Currency, instrument.TickSize, instrument.PreviousClose,
        instrument.SharesOutstanding);

    /// <summary>The instrument at a position in the catalog.</summary>
    public Instrument At(int index) => new()
    {
        Index = index,
        Symbol = Domain.Symbol.Parse(Symbol),
        Name = Name,
        Sector = Sector,
        Currency = Currency,
        TickSize = TickSize,
        PreviousClose = PreviousClose,
        SharesOutstanding = Shares,
    };
}

/// <summary>A quote in a recording.</summary>
internal sealed record RecordedQuote(
    string Symbol, long Time, decimal? Price, decimal? Bid, decimal? Ask, decimal? BidSize, decimal? AskSize, decimal? Open, decimal? High,
    decimal? Low, decimal Volume, decimal? Vwap)
{
    /// <summary>Describes a quote.</summary>
    public static RecordedQuote Of(Quote quote) => new(
        quote.Instrument.Symbol.Value, quote.Time.ToUnixTimeMilliseconds(), quote.Price, quote.Bid, quote.Ask, quote.BidSize, quote.AskSize,
        quote.Open, quote.High, quote.Low, quote.Volume, quote.Vwap);

    /// <summary>The quote.</summary>
    public Quote Of(Instrument instrument)
    {
        decimal? Rounded(decimal? price) => price is { } known ? TickSize.RoundToDecimals(known, instrument.TickSize) : null;
        return new()
        {
            Instrument = instrument,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(Time),
            Price = Rounded(Price),
            Bid = Rounded(Bid),
            Ask = Rounded(Ask),
            BidSize = BidSize,
            AskSize = AskSize,
            Open = Rounded(Open),
            High = Rounded(High),
            Low = Rounded(Low),
            Volume = Volume,
            Vwap = Rounded(Vwap),
        };
    }
}

/// <summary>A trade in a recording.</summary>
internal sealed record RecordedTrade(string Symbol, long Time, decimal Price, decimal Size)
{
    /// <summary>Describes a trade.</summary>
    public static RecordedTrade Of(Trade trade) => new(trade.Instrument.Symbol.Value, trade.Time.ToUnixTimeMilliseconds(), trade.Price, trade.Size);

    /// <summary>The trade, whose price must be in range.</summary>
    public Trade Of(Instrument instrument) =>
        new(instrument, DateTimeOffset.FromUnixTimeMilliseconds(Time), TickSize.RoundToDecimals(Price, instrument.TickSize), Size);
}

/// <summary>A bar in a recording.</summary>
internal sealed record RecordedBar(string Symbol, long Time, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume)
{
    /// <summary>Describes a bar.</summary>
    public static RecordedBar Of(Bar bar) => new(
        bar.Instrument.Symbol.Value, bar.Prices.Time.ToUnixTimeMilliseconds(), bar.Prices.Open, bar.Prices.High, bar.Prices.Low, bar.Prices.Close,
        bar.Prices.Volume);

    /// <summary>The bar.</summary>
    public Bar Of(Instrument instrument) =>
        new(instrument, new Candle(DateTimeOffset.FromUnixTimeMilliseconds(Time), Open, High, Low, Close, Volume));
}
