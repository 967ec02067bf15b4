using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Serves quotes, candles and trades without a stream.</summary>
[ApiController]
internal sealed class QuotesController(EventLog log, MarketHistory history) : ControllerBase
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    private static readonly SharedResponse Json = new(QuoteList.Write);
    private static readonly SharedResponse Csv = new(QuoteCsv.Write);

    /// <summary>Gets the latest quotes of all instruments as JSON or, with <c>Accept: text/csv</c>, as CSV.</summary>
    [HttpGet("/quotes"), HttpHead("/quotes")]
    public IActionResult GetAll()
    {
        string? symbols = Request.Query.ContainsKey("symbols") ? Request.Query["symbols"].ToString() : null;
        if (!SymbolFilter.TryParse(symbols, log.Instruments, out var filter, out var error))
            return Problem(error, statusCode: StatusCodes.Status400BadRequest);
        var quotes = log.Head.Quotes;
        var csv = PrefersCsv(Request);
        var tag = QuotesTag.Of(quotes.Id, csv ? "csv" : "json", filter);
        Response.Headers.CacheControl = "no-cache";
        Response.Headers.Vary = "Accept, Accept-Encoding";
        Response.GetTypedHeaders().ETag = tag;
        if (Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known == EntityTagHeaderValue.Any))
            return StatusCode(StatusCodes.Status304NotModified);
        return csv
            ? File(Csv.Of(quotes, filter), "text/csv; charset=utf-8")
            : File(Json.Of(quotes, filter), "application/json; charset=utf-8");
    }

    /// <summary>Gets the latest quote of one instrument.</summary>
    [HttpGet("/quotes/{symbol}"), HttpHead("/quotes/{symbol}")]
    public IActionResult GetOne(string symbol)
    {
        if (!TryFind(symbol, out var instrument))
            return Unknown(symbol);
        Response.Headers.CacheControl = "no-cache";
        return File(log.Head.Quotes.Json.Full(log.Head.Book[instrument]), "application/json; charset=utf-8");
    }

    /// <summary>Gets candles, oldest first. The last one may still change, and intervals without trades have none.</summary>
    [HttpGet("/quotes/{symbol}/candles"), HttpHead("/quotes/{symbol}/candles")]
    public IActionResult GetCandles(string symbol)
    {
        if (!TryFind(symbol, out var instrument))
            return Unknown(symbol);
        var name = Request.Query.TryGetValue("interval", out var text) ? text.ToString() : "1s";
        CandleInterval? interval = name switch
        {
            "1s" => CandleInterval.OneSecond,
            "5s" => CandleInterval.FiveSeconds,
            "1m" => CandleInterval.OneMinute,
            _ => null,
        };
        if (interval is null)
            return Problem($"interval is '{name}'; it must be 1s, 5s or 1m.", statusCode: StatusCodes.Status400BadRequest);
        if (!TryReadLimit(out var limit, out var error))
            return Problem(error, statusCode: StatusCodes.Status400BadRequest);
        Response.Headers.CacheControl = "no-cache";
        return Ok(new
        {
            symbol = instrument.Symbol.Value,
            interval = name,
            candles = history.Candles(instrument, interval.Value, limit).Select(candle => new
            {
                time = candle.Time.ToUnixTimeMilliseconds(),
                candle.Open,
                candle.High,
                candle.Low,
                candle.Close,
                candle.Volume,
            }),
        });
    }

    /// <summary>Gets the newest trades, newest first.</summary>
    [HttpGet("/quotes/{symbol}/trades"), HttpHead("/quotes/{symbol}/trades")]
    public IActionResult GetTrades(string symbol)
    {
        if (!TryFind(symbol, out var instrument))
            return Unknown(symbol);
        if (!TryReadLimit(out var limit, out var error))
            return Problem(error, statusCode: StatusCodes.Status400BadRequest);
        Response.Headers.CacheControl = "no-cache";
        return Ok(new
        {
            symbol = instrument.Symbol.Value,
            trades = history.Trades(instrument, limit).Select(trade => new TradeResponse(
                trade.Time.ToUnixTimeMilliseconds(), trade.Price, trade.Size == 0 ? null : trade.Size)),
        });
    }

    private bool TryFind(string symbol, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Instrument? instrument) =>
        log.Instruments.TryGet(symbol, out instrument);

    private ObjectResult Unknown(string symbol) =>
        Problem($"There is no instrument '{symbol}'.", statusCode: StatusCodes.Status404NotFound);

    private bool TryReadLimit(out int limit, out string error)
    {
        (limit, error) = (DefaultLimit, "");
        if (!Request.Query.TryGetValue("limit", out var text)
            || (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            return true;
        error = $"limit is '{text}'; it must be a whole number from 1 to {MaxLimit}.";
        return false;
    }

    // CSV only if the client prefers it to JSON, which is the default.
    private static bool PrefersCsv(HttpRequest request) =>
        AcceptHeader.Quality(request, "text/csv") > AcceptHeader.Quality(request, "application/json");
}

/// <summary>A trade in a response.</summary>
/// <param name="Time">The time of the trade, in Unix milliseconds.</param>
/// <param name="Price">The price.</param>
/// <param name="Size">The number of shares or units; omitted if it is not known.</param>
internal sealed record TradeResponse(
    long Time, decimal Price, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Size);
