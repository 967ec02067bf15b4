using Microsoft.AspNetCore.Mvc;
using StockTicker.Domain;
using StockTicker.Web.Hosting;
using StockTicker.Web.Limits;
using StockTicker.Web.Security;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Positions;

/// <summary>The signed-in user's positions. They are what the user says; nothing is traded.</summary>
[ApiController, SignedIn, RequestSizeLimit(16 * 1024)]
internal sealed class PositionsController(UserDocumentStore documents, StockBook book) : ControllerBase
{
    /// <summary>The maximum number of positions.</summary>
    public const int MaxPositions = 200;

    /// <summary>The greatest quantity and cost, in either direction.</summary>
    public const decimal MaxAmount = 1_000_000_000_000m;

    /// <summary>The kind of the stored document.</summary>
    public const string Kind = "positions";

    /// <summary>Gets the positions.</summary>
    [HttpGet("/me/positions"), HttpHead("/me/positions")]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        Respond(await documents.ReadAsync<Position>(this.SignedInOwner(), Kind, cancellationToken));

    /// <summary>Replaces all of them; with <c>If-Match</c>, only if they have not changed.</summary>
    [HttpPut("/me/positions"), ServiceFilter<UserChangeRateLimit>]
    public async Task<IActionResult> Put(PositionsBody body, CancellationToken cancellationToken)
    {
        if (TryRead(body, out var wanted) is { } problem)
            return Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        return await documents.WriteAsync(this.SignedInOwner(), Kind, wanted, VersionTag.Expected(Request), cancellationToken) is { } written
            ? Respond(written)
            : Problem("The positions have changed since they were read.", statusCode: StatusCodes.Status412PreconditionFailed);
    }

    private string? TryRead(PositionsBody body, out List<Position> wanted)
    {
        wanted = [];
        if (body.Positions is not { } positions || positions.Count > MaxPositions)
            return $"positions must be a list of at most {MaxPositions} positions.";
        var symbols = new HashSet<string>();
        foreach (var position in positions)
        {
            if (!book.Instruments.TryGet(position?.Symbol ?? "", out var instrument))
                return position?.Symbol is null ? "symbol is missing." : $"There is no instrument '{position.Symbol}'.";
            if (!symbols.Add(instrument.Symbol.Value))
                return $"symbol is '{instrument.Symbol}', which another position has.";
            if (position!.Quantity is not { } quantity || quantity == 0 || Math.Abs(quantity) > MaxAmount)
                return $"quantity of {instrument.Symbol} must be a number other than 0, at most {MaxAmount} in either direction.";
            if (position.Cost is not { } cost || Math.Abs(cost) > MaxAmount)
                return $"cost of {instrument.Symbol} must be a number, at most {MaxAmount} in either direction.";
            wanted.Add(new Position(instrument.Symbol.Value, quantity, cost));
        }
        return null;
    }

    private OkObjectResult Respond(UserDocument<Position> stored)
    {
        VersionTag.Write(Response, stored.Version);
        // This market may lack instruments of an earlier one.
        return Ok(new { positions = stored.Items.Where(position => book.Instruments.TryGet(position.Symbol, out _)) });
    }
}

/// <summary>What a user holds of an instrument.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Quantity">The quantity; negative if sold short.</param>
/// <param name="Cost">The average price paid for one.</param>
internal sealed record Position(string Symbol, decimal Quantity, decimal Cost);

/// <summary>The body of a request to replace the positions.</summary>
/// <param name="Positions">The positions, in the user's order.</param>
internal sealed record PositionsBody(IReadOnlyList<PositionBody?>? Positions);

/// <summary>A position in a request.</summary>
/// <param name="Symbol">The symbol, in any case.</param>
/// <param name="Quantity">The quantity; negative if sold short.</param>
/// <param name="Cost">The average price paid for one.</param>
internal sealed record PositionBody(string? Symbol, decimal? Quantity, decimal? Cost);
