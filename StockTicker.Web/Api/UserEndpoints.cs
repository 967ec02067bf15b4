using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StockTicker.Web.Alerts;
using StockTicker.Web.Watchlists;
using static StockTicker.Web.Api.Responses;
using static StockTicker.Web.Api.Parameters;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>What belongs to the signed-in user.</summary>
internal static class UserEndpoints
{
    /// <summary>What an alert may wait for.</summary>
    public static readonly string[] Conditions = ["above", "below", "percent"];

    private const string Meaning = "`above`: the price is at the threshold or above it. `below`: at it or below. `percent`: it has "
        + "moved by so many per cent, up or down, since the alert was armed.";

    /// <summary>All of them.</summary>
    public static IEnumerable<Endpoint> All =>
    [
        new("/me/watchlist", "getWatchlist", "The watchlist")
        {
            Group = EndpointGroup.Users,
            NeedsToken = true,
            Description = "The instruments that this user follows. `symbols=@watchlist` makes a stream of them.",
            Responses = [Watchlist("What is on it."), NoToken],
        },
        new("/me/watchlist", "putWatchlist", "Replace the watchlist")
        {
            Group = EndpointGroup.Users,
            Method = HttpMethod.Put,
            NeedsToken = true,
            Description = "Streams that are open go on as they are. With `If-Match` it is replaced only if it still is what the "
                + "client has seen, so that two devices do not undo each other's changes.",
            Parameters = [RequestHeader("If-Match", "The `ETag` of the list that is to be replaced.")],
            Body = Body("Watchlist", "The whole list, 16 KB at most.", new JsonObject { ["symbols"] = new JsonArray("AAPL", "MSFT") }),
            Responses =
            [
                Watchlist("It has been replaced."),
                Problem(400, "A symbol is unknown, or the body is not what it must be.", "Unknown in symbols: NOPE."),
                NoToken, ForeignSite,
                Problem(412, "It is not in the version any more that `If-Match` names.", "The watchlist has changed since it was read."),
                TooLarge, NotJson, TooMany,
            ],
        },
        new("/me/alerts", "getAlerts", "The price alerts")
        {
            Group = EndpointGroup.Users,
            NeedsToken = true,
            Description = "All alerts of this user, the oldest first, those that have fired too.",
            Responses = [Json("Alerts", "The alerts."), NoToken],
        },
        new("/me/alerts", "armAlert", "Arm a price alert")
        {
            Group = EndpointGroup.Users,
            Method = HttpMethod.Post,
            NeedsToken = true,
            Description = "Each batch of the market is held against it, the next one first. It fires once, as an `alert` event on "
                + "`/stream/me`; the same alert sent again is armed again. That it has fired is kept before anybody is told.",
            Body = Body("NewAlert", "What to wait for.",
                new JsonObject { ["symbol"] = "AAPL", ["condition"] = "above", ["threshold"] = 150.00m }),
            Responses =
            [
                Json("Alert", "It was there and is armed again."),
                Json("Alert", "It is armed.") with { Status = StatusCodes.Status201Created },
                Problem(400, "The symbol, the condition or the threshold is not what it must be.",
                    "condition is 'near'; it must be above, below or percent."),
                NoToken, ForeignSite,
                Problem(409, $"The user has {AlertStore.MaxAlerts} alerts.", "You have 100 alerts, as many as there may be."),
                TooLarge, NotJson, TooMany,
            ],
        },
        new("/me/alerts/{id}", "deleteAlert", "Delete a price alert")
        {
            Route = "/me/alerts/{id:long}",
            Group = EndpointGroup.Users,
            Method = HttpMethod.Delete,
            NeedsToken = true,
            Description = "Whether it has fired or not.",
            Parameters = [Path("id", Text("The alert's number.", pattern: "^[0-9]{1,18}$"), "7")],
            Responses =
            [
                new(StatusCodes.Status204NoContent, Response("It is gone.", [])),
                NoToken, ForeignSite,
                Problem(404, "This user has no such alert.", "You have no alert 7."),
                TooMany,
            ],
        },
    ];

    /// <summary>What they read and answer.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> Bodies =>
    [
        ("Watchlist", Object("What a user follows.",
            ("symbols", ListOf(Text("A symbol.", "AAPL"), $"In the user's own order, {WatchlistController.MaxSymbols} at most.")))),
        ("NewAlert", Object("What to wait for.",
            ("symbol", Text("The instrument, in any case.", "AAPL")),
            ("condition", Word(Meaning, Conditions)),
            ("threshold", Number("A price or, for `percent`, per cent; above 0.", 0)))),
        ("Alert", Object("A price alert.",
            ("id", Whole("Its number.", 1)),
            ("symbol", Text("The instrument.", "AAPL")),
            ("condition", Word(Meaning, Conditions)),
            ("threshold", Number("A price or, for `percent`, per cent.", 0)),
            ("reference", Number("The price when it was armed.", 0)),
            ("armed", new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether it waits; false once it has fired." }),
            ("armedAt", Time("When it was armed, by the market's clock.")),
            Property.Optional("firedAt", Time("When it fired, by the market's clock.")),
            Property.Optional("firedPrice", Number("The price that it fired at.", 0)))
            .WithExample("""
                {"id":7,"symbol":"AAPL","condition":"above","threshold":150.00,"reference":149.80,"armed":false,
                "armedAt":1767623400000,"firedAt":1767623400500,"firedPrice":150.21}
                """)),
        ("Alerts", Object("A user's price alerts.",
            ("alerts", ListOf(Named("Alert"), "The oldest first.")),
            ("limit", Whole("How many there may be.", 1)))),
    ];

    private static EndpointResponse NoToken => Problem(401, "No valid token, and no cookie of somebody signed in.",
        "A valid bearer token is required.", Authenticate);

    private static EndpointResponse ForeignSite => Problem(403, "The request comes from another site.",
        "Another site's page may not write here.");

    private static EndpointResponse TooLarge => Problem(413, "The body is larger than 16 KB.", "The body is too large.");

    private static EndpointResponse NotJson => Problem(415, "The body is not `application/json`.", "The body must be application/json.");

    private static EndpointResponse TooMany => Problem(429, "The user has changed things as often within a minute as is allowed.",
        "600 changes a minute are allowed.", RetryAfter);

    private static EndpointResponse Watchlist(string description) =>
        Json("Watchlist", description, ("ETag", Header("The list's version, for `If-Match`.", "\"3\"")));

    private static OpenApiRequestBody Body(string schema, string description, JsonNode example) => new()
    {
        Description = description,
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Named(schema), Example = example } },
    };
}
