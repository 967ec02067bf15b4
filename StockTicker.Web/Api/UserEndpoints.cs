using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StockTicker.Domain;
using StockTicker.Web.Alerts;
using StockTicker.Web.Positions;
using StockTicker.Web.Watchlists;
using static StockTicker.Web.Api.Parameters;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Describes the endpoints for the signed-in user's data.</summary>
internal static class UserEndpoints
{
    /// <summary>The conditions of an alert.</summary>
    public static readonly string[] Conditions = ["above", "below", "percent"];

    private const string Meaning = "`above`: the price is at or above the threshold. `below`: it is at or below the threshold. "
        + "`percent`: it has moved by the threshold, in percent, up or down, since the alert was armed.";

    /// <summary>All endpoints.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/me/watchlist", "getWatchlist", "Get the watchlist")
        {
            Group = EndpointGroup.Users,
            HasHead = true,
            NeedsToken = true,
            Description = "The instruments that the user follows. Use `symbols=@watchlist` to stream them.",
            Responses = [Versioned("Watchlist", "The watchlist."), NoToken, Unavailable],
        },
        new("/me/watchlist", "putWatchlist", "Replace the watchlist")
        {
            Group = EndpointGroup.Users,
            Method = HttpMethod.Put,
            NeedsToken = true,
            Description = "Open streams are not affected. With `If-Match`, the list is replaced only if it has not changed since the "
                + "client read it, so that two devices do not overwrite each other's changes.",
            Parameters = [RequestHeader("If-Match", "The `ETag` of the list to replace.")],
            Body = Body("Watchlist", "The complete list, at most 16 KB.", new JsonObject { ["symbols"] = new JsonArray("AAPL", "MSFT") }),
            Responses =
            [
                Versioned("Watchlist", "The new watchlist."),
                Problem(400, "A symbol is unknown, or the body is invalid.", "Unknown in symbols: NOPE."),
                NoToken, ForeignSite,
                Problem(412, "The list has changed and no longer matches `If-Match`.", "The watchlist has changed since it was read."),
                TooLarge, NotJson, TooMany, Unavailable, Full,
            ],
        },
        new("/me/watchlists", "getWatchlists", "Get the named watchlists")
        {
            Group = EndpointGroup.Users,
            HasHead = true,
            NeedsToken = true,
            Description = "The watchlists to which the user has given names, in the user's order. The one at `/me/watchlist` is not among them.",
            Responses = [Versioned("Watchlists", "The watchlists."), NoToken, Unavailable],
        },
        new("/me/watchlists", "putWatchlists", "Replace the named watchlists")
        {
            Group = EndpointGroup.Users,
            Method = HttpMethod.Put,
            NeedsToken = true,
            Description = "Creates, renames, reorders and deletes watchlists by replacing all of them. With `If-Match`, they are replaced only "
                + "if they have not changed since the client read them.",
            Parameters = [RequestHeader("If-Match", "The `ETag` of the lists to replace.")],
            Body = Body("Watchlists", "All named watchlists, at most 16 KB.", new JsonObject
            {
                ["watchlists"] = new JsonArray(new JsonObject { ["name"] = "Technology", ["symbols"] = new JsonArray("AAPL", "MSFT") }),
            }),
            Responses =
            [
                Versioned("Watchlists", "The new watchlists."),
                Problem(400, "A symbol is unknown, a name is invalid or occurs twice, or the body is invalid.", "Unknown in symbols: NOPE."),
                NoToken, ForeignSite,
                Problem(412, "The lists have changed and no longer match `If-Match`.", "The watchlists have changed since they were read."),
                TooLarge, NotJson, TooMany, Unavailable, Full,
            ],
        },
        new("/me/positions", "getPositions", "Get the positions")
        {
            Group = EndpointGroup.Users,
            HasHead = true,
            NeedsToken = true,
            Description = "What the user holds, as the user has entered it.",
            Responses = [Versioned("Positions", "The positions."), NoToken, Unavailable],
        },
        new("/me/positions", "putPositions", "Replace the positions")
        {
            Group = EndpointGroup.Users,
            Method = HttpMethod.Put,
            NeedsToken = true,
            Description = "Replaces all positions. With `If-Match`, they are replaced only if they have not changed since the client read them.",
            Parameters = [RequestHeader("If-Match", "The `ETag` of the positions to replace.")],
            Body = Body("Positions", "All positions, at most 16 KB.", new JsonObject
            {
                ["positions"] = new JsonArray(new JsonObject { ["symbol"] = "AAPL", ["quantity"] = 100, ["cost"] = 142.50m }),
            }),
            Responses =
            [
                Versioned("Positions", "The new positions."),
                Problem(400, "A symbol is unknown or occurs twice, a number is out of range, or the body is invalid.", "There is no instrument 'NOPE'."),
                NoToken, ForeignSite,
                Problem(412, "The positions have changed and no longer match `If-Match`.", "The positions have changed since they were read."),
                TooLarge, NotJson, TooMany, Unavailable, Full,
            ],
        },
        new("/me/alerts", "getAlerts", "Get the price alerts")
        {
            Group = EndpointGroup.Users,
            HasHead = true,
            NeedsToken = true,
            Description = "All alerts of the user, oldest first, including those that have fired.",
            Responses = [Json("Alerts", "The alerts."), NoToken, Unavailable],
        },
        new("/me/alerts", "armAlert", "Arm a price alert")
        {
            Group = EndpointGroup.Users,
            Method = HttpMethod.Post,
            NeedsToken = true,
            Description = "The alert is checked against each batch of the market, beginning with the next. It fires once, as an `alert` "
                + "event on `/stream/me`, and is marked as fired before the event is sent. Sending the same alert again rearms it.",
            Body = Body("NewAlert", "The alert to arm.",
                new JsonObject { ["symbol"] = "AAPL", ["condition"] = "above", ["threshold"] = 150.00m }),
            Responses =
            [
                Json("Alert", "The existing alert has been rearmed."),
                Json("Alert", "The alert has been created and armed.") with { Status = StatusCodes.Status201Created },
                Problem(400, "The symbol, the condition or the threshold is invalid.",
                    "condition is 'near'; it must be above, below or percent."),
                NoToken, ForeignSite,
                Problem(409, $"The user already has {AlertStore.MaxAlerts} alerts, or the instrument has no price with which to compare.", "You have 100 alerts, which is the maximum."),
                TooLarge, NotJson, TooMany, Unavailable, Full,
            ],
        },
        new("/me/alerts/{id}", "deleteAlert", "Delete a price alert")
        {
            Route = "/me/alerts/{id:long}",
            Group = EndpointGroup.Users,
            Method = HttpMethod.Delete,
            NeedsToken = true,
            Description = "Deletes an alert, whether it has fired or not.",
            Parameters = [Path("id", Text("The id of the alert.", pattern: "^[0-9]{1,18}$"), "7")],
            Responses =
            [
                new(StatusCodes.Status204NoContent, Response("The alert has been deleted.", [])),
                NoToken, ForeignSite,
                Problem(404, "The user has no alert with this id.", "You have no alert 7."),
                TooMany, Unavailable, Full,
            ],
        },
    ];

    /// <summary>The schemas of request and response bodies, by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Watchlist", Object("The watchlist of a user.",
            ("symbols", ListOf(Text("A symbol.", "AAPL"), $"The symbols in the user's order, at most {WatchlistController.MaxSymbols}.")))),
        ("Watchlists", Object("The named watchlists of a user.",
            ("watchlists", ListOf(Object("A watchlist.",
                ("name", Text($"The name: 1 to {NamedWatchlistsController.MaxNameLength} characters, and not `{NamedWatchlistsController.DefaultName}`. "
                    + "Names that differ only in case are the same.", "Technology")),
                ("symbols", ListOf(Text("A symbol.", "AAPL"), "The symbols in the user's order."))),
                $"The watchlists in the user's order, at most {NamedWatchlistsController.MaxLists}.")))),
        ("Positions", Object("The positions of a user.",
            ("positions", ListOf(Object("A position.",
                ("symbol", Text("The symbol of the instrument.", "AAPL")),
                ("quantity", Number("The quantity; negative if sold short, and never 0.")),
                ("cost", Number("The average price paid for one."))),
                $"The positions, at most {PositionsController.MaxPositions}, one for each instrument.")))),
        ("NewAlert", Object("A price alert to arm.",
            ("symbol", Text("The symbol of the instrument, in any case.", "AAPL")),
            ("condition", Word(Meaning, Conditions)),
            ("threshold", Number("A price, above 0 for a share, or, for `percent`, a percentage from above 0 to 1000.")))),
        ("Alert", Object("A price alert.",
            ("id", Whole("The id of the alert.", 1)),
            ("symbol", Text("The symbol of the instrument.", "AAPL")),
            ("decimals", Whole("The number of decimals of the instrument's prices.", 0, TickSize.MaxDecimals)),
            ("condition", Word(Meaning, Conditions)),
            ("threshold", Number("A price or, for `percent`, a percentage.")),
            ("reference", Number("The price when the alert was armed.")),
            ("armed", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether the alert is armed; false after it has fired." }),
            ("armedAt", Time("The time at which the alert was armed, by the market's clock.")),
            Property.Optional("firedAt", Time("The time at which the alert fired, by the market's clock.")),
            Property.Optional("firedPrice", Number("The price at which the alert fired.")))
            .WithExample("""
                {"id":7,"symbol":"AAPL","decimals":2,"condition":"above","threshold":150.00,"reference":149.80,"armed":false,
                "armedAt":1767623400000,"firedAt":1767623400500,"firedPrice":150.21}
                """)),
        ("Alerts", Object("A user's price alerts.",
            ("alerts", ListOf(Named("Alert"), "The alerts, oldest first.")),
            ("limit", Whole("The maximum number of alerts per user.", 1)))),
    ];

    private static EndpointResponse NoToken => Problem(401, "The token or sign-in cookie is missing or invalid.",
        "A valid bearer token is required.", Authenticate);

    private static EndpointResponse ForeignSite => Problem(403, "A page of another site sent the request.",
        "Requests from pages of another site are not allowed.");

    private static EndpointResponse TooLarge => Problem(413, "The body exceeds 16 KB.", "The request body is too large.");

    private static EndpointResponse NotJson => Problem(415, "The body is not `application/json`.", "The body must be application/json.");

    private static EndpointResponse TooMany => Problem(429, "The user has exceeded the number of changes per minute.",
        "At most 600 changes per minute are allowed.", RetryAfter);

    private static EndpointResponse Unavailable => Problem(503, "The database cannot be used at the moment.",
        "The database is locked by another process.", RetryAfter);

    private static EndpointResponse Full => Problem(507, "The disk of the database is full.", "The disk of the database is full.");

    private static EndpointResponse Versioned(string schema, string description) =>
        Json(schema, description, ("ETag", Header("The version, for `If-Match`.", "\"3\"")));

    private static OpenApiRequestBody Body(string schema, string description, JsonNode example) => new()
    {
        Description = description,
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Named(schema), Example = example } },
    };
}
