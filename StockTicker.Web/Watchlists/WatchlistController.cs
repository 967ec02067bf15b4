using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using StockTicker.Domain;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;

namespace StockTicker.Web.Watchlists;

/// <summary>The signed-in user's watchlist.</summary>
[ApiController, SignedIn, RequestSizeLimit(16 * 1024)]
internal sealed class WatchlistController(WatchlistStore watchlists, StockBook book) : ControllerBase
{
    /// <summary>The maximum number of symbols in a watchlist.</summary>
    public const int MaxSymbols = 1000;

    /// <summary>Gets the watchlist.</summary>
    [HttpGet("/me/watchlist"), HttpHead("/me/watchlist")]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        Respond(await watchlists.ReadAsync(this.SignedInOwner(), cancellationToken));

    /// <summary>Replaces the watchlist; with <c>If-Match</c>, only if it has not changed.</summary>
    [HttpPut("/me/watchlist"), ServiceFilter<UserChangeRateLimit>]
    public async Task<IActionResult> Put(WatchlistBody body, CancellationToken cancellationToken)
    {
        if (body.Symbols is not { } symbols || symbols.Count > MaxSymbols)
            return Problem($"symbols must be a list of at most {MaxSymbols} symbols.", statusCode: StatusCodes.Status400BadRequest);
        var wanted = new OrderedDictionary<string, Instrument>();
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in symbols)
        {
            if (book.Instruments.TryGet(symbol ?? "", out var instrument))
                wanted.TryAdd(instrument.Symbol.Value, instrument);
            else
                unknown.Add(symbol ?? "null");
        }
        if (unknown.Count > 0)
            return Problem($"Unknown in symbols: {string.Join(", ", unknown)}.", statusCode: StatusCodes.Status400BadRequest);
        var expected = Request.GetTypedHeaders().IfMatch;
        long? version = expected.Count == 0 || expected.Contains(EntityTagHeaderValue.Any) ? null : VersionOf(expected[0]);
        return await watchlists.WriteAsync(this.SignedInOwner(), [.. wanted.Values], version, cancellationToken) is { } written
            ? Respond(written)
            : Problem("The watchlist has changed since it was read.", statusCode: StatusCodes.Status412PreconditionFailed);
    }

    private OkObjectResult Respond(Watchlist watchlist)
    {
        Response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{watchlist.Version}\"");
        return Ok(new { symbols = watchlist.Instruments.Select(instrument => instrument.Symbol.Value) });
    }

    // A tag that this server did not create matches no version.
    private static long VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
}

/// <summary>The body of a request to replace the watchlist.</summary>
/// <param name="Symbols">The symbols, in any case and in the user's order.</param>
internal sealed record WatchlistBody(IReadOnlyList<string?>? Symbols);
