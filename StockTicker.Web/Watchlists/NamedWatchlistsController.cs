using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Watchlists;

/// <summary>The watchlists to which the signed-in user has given names.</summary>
[ApiController, SignedIn, RequestSizeLimit(16 * 1024)]
internal sealed class NamedWatchlistsController(UserDocumentStore documents, StockBook book) : ControllerBase
{
    /// <summary>The maximum number of named watchlists.</summary>
    public const int MaxLists = 20;

    /// <summary>The maximum length of a name.</summary>
    public const int MaxNameLength = 40;

    /// <summary>The name of the list at <c>/me/watchlist</c>, which no other can have.</summary>
    public const string DefaultName = "Watchlist";

    /// <summary>The kind of the stored document.</summary>
    public const string Kind = "watchlists";

    /// <summary>Gets the watchlists.</summary>
    [HttpGet("/me/watchlists"), HttpHead("/me/watchlists")]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        Respond(await documents.ReadAsync<NamedWatchlist>(this.SignedInOwner(), Kind, cancellationToken));

    /// <summary>Replaces all of them; with <c>If-Match</c>, only if they have not changed.</summary>
    [HttpPut("/me/watchlists"), ServiceFilter<UserChangeRateLimit>]
    public async Task<IActionResult> Put(NamedWatchlistsBody body, CancellationToken cancellationToken)
    {
        if (TryRead(body, out var wanted) is { } problem)
            return Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        return await documents.WriteAsync(this.SignedInOwner(), Kind, wanted, VersionTag.Expected(Request), cancellationToken) is { } written
            ? Respond(written)
            : Problem("The watchlists have changed since they were read.", statusCode: StatusCodes.Status412PreconditionFailed);
    }

    private string? TryRead(NamedWatchlistsBody body, out List<NamedWatchlist> wanted)
    {
        wanted = [];
        if (body.Watchlists is not { } lists || lists.Count > MaxLists)
            return $"watchlists must be a list of at most {MaxLists} watchlists.";
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { DefaultName };
        foreach (var list in lists)
        {
            var name = list?.Name?.Trim() ?? "";
            if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
                return $"name is '{name}'; it must have 1 to {MaxNameLength} characters.";
            if (!names.Add(name))
                return $"name is '{name}', which another watchlist has.";
            if (list!.Symbols is not { } symbols || symbols.Count > WatchlistController.MaxSymbols)
                return $"symbols must be a list of at most {WatchlistController.MaxSymbols} symbols.";
            if (SymbolList.TryRead(book.Instruments, symbols, out var found) is { } problem)
                return problem;
            wanted.Add(new NamedWatchlist(name, [.. found.Select(instrument => instrument.Symbol.Value)]));
        }
        return null;
    }

    private OkObjectResult Respond(UserDocument<NamedWatchlist> stored)
    {
        VersionTag.Write(Response, stored.Version);
        // This market may lack instruments of an earlier one.
        return Ok(new { watchlists = stored.Items.Select(list => new { list.Name, symbols = list.Symbols.Where(symbol => book.Instruments.TryGet(symbol, out _)) }) });
    }
}

/// <summary>A watchlist with a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Symbols">The symbols, in the user's order.</param>
internal sealed record NamedWatchlist(string Name, IReadOnlyList<string> Symbols);

/// <summary>The body of a request to replace the named watchlists.</summary>
/// <param name="Watchlists">The watchlists, in the user's order.</param>
internal sealed record NamedWatchlistsBody(IReadOnlyList<NamedWatchlistBody?>? Watchlists);

/// <summary>A watchlist in a request.</summary>
/// <param name="Name">The name.</param>
/// <param name="Symbols">The symbols, in any case and in the user's order.</param>
internal sealed record NamedWatchlistBody(string? Name, IReadOnlyList<string?>? Symbols);
