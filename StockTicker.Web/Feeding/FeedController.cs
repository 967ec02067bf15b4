using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using StockTicker.Domain;
using StockTicker.Web.Market.Feed;
using StockTicker.Web.Security;

namespace StockTicker.Web.Feeding;

/// <summary>Receives trades and quotes, for a market that others feed.</summary>
[ApiController, Authorize]
internal sealed class FeedController(IMarketSource source, TimeProvider time, IHostApplicationLifetime lifetime) : ControllerBase
{
    private const int MaxArrayBytes = 1024 * 1024;
    private const int MaxLineBytes = 16 * 1024;

    // The longest wait of a timer is about 49 days, and a token can be valid for longer.
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private static readonly string[] LineTypes = ["application/x-ndjson", "application/ndjson", "application/jsonl"];

    /// <summary>Publishes trades.</summary>
    [HttpPost("/market/trades")]
    public Task<IActionResult> Trades() => ReadAsync(FeedKind.Trades);

    /// <summary>Publishes quotes.</summary>
    [HttpPost("/market/quotes")]
    public Task<IActionResult> Quotes() => ReadAsync(FeedKind.Quotes);

    private async Task<IActionResult> ReadAsync(FeedKind kind)
    {
        if (!User.HasScope(Scopes.Feed))
        {
            Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{Scopes.Feed}\"";
            return Problem($"The token lacks the scope {Scopes.Feed}.", statusCode: StatusCodes.Status403Forbidden);
        }
        if (source is not FedMarket market)
        {
            return Problem(
                "The market is not fed. Start the server with --Market:Source=feed to publish trades and quotes.",
                statusCode: StatusCodes.Status409Conflict);
        }
        var type = MediaTypeHeaderValue.TryParse(Request.ContentType, out var parsed) ? parsed.MediaType.ToString() : "";
        var isLines = LineTypes.Contains(type, StringComparer.OrdinalIgnoreCase);
        if (!isLines && !type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Problem(
                "The body must be application/json, an array, or application/x-ndjson, a line for each object.",
                statusCode: StatusCodes.Status415UnsupportedMediaType);
        }
        var reader = new FeedReader(market, kind);
        try
        {
            if (isLines)
            {
                if (!await TryReadLinesAsync(market, reader))
                {
                    Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
                    return Problem(
                        $"The token has expired. {reader.Accepted} of {reader.Lines} lines before that were published.",
                        statusCode: StatusCodes.Status401Unauthorized);
                }
            }
            else if (!await TryReadArrayAsync(reader))
                return Problem($"An array may have {MaxArrayBytes} bytes; send more as application/x-ndjson.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }
        catch (JsonException fault)
        {
            return Problem(
                $"The body is not valid JSON from line {fault.LineNumber + 1} on. {reader.Accepted} of {reader.Lines} before that were published.",
                statusCode: StatusCodes.Status400BadRequest);
        }
        finally
        {
            market.Publish();
        }
        return Ok(new { accepted = reader.Accepted, rejected = reader.Lines - reader.Accepted, errors = reader.Errors });
    }

    private async Task<bool> TryReadArrayAsync(FeedReader reader)
    {
        HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = MaxArrayBytes;
        if (Request.ContentLength > MaxArrayBytes)
            return false;
        while (true)
        {
            var read = await Request.BodyReader.ReadAsync(HttpContext.RequestAborted);
            var isTooLarge = read.Buffer.Length > MaxArrayBytes;
            try
            {
                if (read.IsCompleted && !isTooLarge)
                    reader.ReadArray(read.Buffer);
            }
            finally
            {
                Request.BodyReader.AdvanceTo(isTooLarge || read.IsCompleted ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            }
            if (isTooLarge || read.IsCompleted)
                return !isTooLarge;
        }
    }

    // The body may never end and may rest for any time. Shutdown ends it, and so does the end of the token: then the result is false.
    private async Task<bool> TryReadLinesAsync(FedMarket market, FeedReader reader)
    {
        HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        var body = Request.BodyReader;
        using var stopping = lifetime.ApplicationStopping.Register(body.CancelPendingRead);
        var end = TokenLifetime.EndOf(SignedInUser.ExpiresOf(User), time.GetUtcNow());
        var left = end - time.GetUtcNow();
        await using var expiry = time.CreateTimer(_ => body.CancelPendingRead(), null, left < MaxWait ? left : MaxWait, MaxWait);
        var isTooLong = false;
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            if (time.GetUtcNow() >= end)
                return false;
            var read = await body.ReadAsync(HttpContext.RequestAborted);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, out var line))
            {
                // The end of a line whose beginning was skipped.
                if (!isTooLong)
                    Read(reader, line);
                isTooLong = false;
            }
            if (read.IsCompleted)
            {
                if (!isTooLong)
                    Read(reader, rest);
                body.AdvanceTo(read.Buffer.End);
                return true;
            }
            market.Publish();
            if (rest.Length > MaxLineBytes)
            {
                if (!isTooLong)
                    reader.SkipLine();
                isTooLong = true;
                rest = rest.Slice(rest.End);
            }
            body.AdvanceTo(rest.Start, read.Buffer.End);
        }
        return true;
    }

    private static void Read(FeedReader reader, in ReadOnlySequence<byte> line)
    {
        if (line.Length > MaxLineBytes)
            reader.SkipLine();
        else
            reader.ReadLine(line);
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return false;
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }
}
