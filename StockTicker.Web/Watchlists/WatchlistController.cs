using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;

namespace StockTicker.Web.Watchlists;

/// <summary>The signed-in user's watchlist, which <c>symbols=@watchlist</c> streams.</summary>
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
        if (SymbolList.TryRead(book.Instruments, symbols, out var wanted) is { } problem)
            return Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        return await watchlists.WriteAsync(this.SignedInOwner(), wanted, VersionTag.Expected(Request), cancellationToken) is { } written
            ? Respond(written)
            : Problem("The watchlist has changed since it was read.", statusCode: StatusCodes.Status412PreconditionFailed);
    }

    private OkObjectResult Respond(Watchlist watchlist)
    {
        VersionTag.Write(Response, watchlist.Version);
        return Ok(new { symbols = watchlist.Instruments.Select(instrument => instrument.Symbol.Value) });
    }
}

/// <summary>The body of a request to replace the watchlist.</summary>
/// <param name="Symbols">The symbols, in any case and in the user's order.</param>
internal sealed record WatchlistBody(IReadOnlyList<string?>? Symbols);
