using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Answers that more than one endpoint gives, and what they are made of.</summary>
internal static class Responses
{
    /// <summary>The media type of every error (RFC 9457).</summary>
    public const string ProblemType = "application/problem+json";

    /// <summary>The schema of every error.</summary>
    public static OpenApiSchema ProblemSchema => Object(
        "What was wrong (RFC 9457). An error comes before the first byte of a stream.",
        ("type", Text("A page about the status.", "https://tools.ietf.org/html/rfc9110#section-15.5.1")),
        ("title", Text("The status in words.", "Bad Request")),
        ("status", Whole("The status.", 400, 599)),
        Property.Optional("detail", Text("What was wrong, with the value, and what would be right.")),
        Property.Optional("errors", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "For a body that could not be read: what was wrong, by place in the body.",
            AdditionalProperties = ListOf(Text("What was wrong.")),
        }),
        Property.Optional("traceId", Text("What to look for in the server's log.")));

    /// <summary>JSON of a named schema.</summary>
    public static EndpointResponse Json(string schema, string description, params (string Name, OpenApiHeader Header)[] headers) =>
        new(StatusCodes.Status200OK, Response(
            description, headers, ("application/json", new OpenApiMediaType { Schema = Named(schema) })));

    /// <summary>An error.</summary>
    /// <param name="status">The status.</param>
    /// <param name="description">When it comes.</param>
    /// <param name="detail">An example of its sentence.</param>
    public static EndpointResponse Problem(
        int status, string description, string detail, params (string Name, OpenApiHeader Header)[] headers) =>
        new(status, Response(description, headers, (ProblemType, new OpenApiMediaType
        {
            Schema = Named("Problem"),
            Example = new JsonObject
            {
                ["type"] = "about:blank",
                ["title"] = ReasonPhrases.GetReasonPhrase(status),
                ["status"] = status,
                ["detail"] = detail,
            },
        })));

    /// <summary>A response with these bodies.</summary>
    public static OpenApiResponse Response(
        string description, IEnumerable<(string Name, OpenApiHeader Header)> headers,
        params (string Type, OpenApiMediaType Content)[] bodies) => new()
        {
            Description = description,
            Headers = Ordered(headers.Select(header => (header.Name, (IOpenApiHeader)header.Header))),
            Content = Ordered(bodies.Select(body => (body.Type, body.Content))),
        };

    /// <summary>A header that always says the same.</summary>
    public static OpenApiHeader Always(string value, string description) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Const = value },
    };

    /// <summary>A header with a text.</summary>
    public static OpenApiHeader Header(string description, string example) => new()
    {
        Description = description,
        Schema = Text(description, example),
    };

    /// <summary>How long to wait.</summary>
    public static (string, OpenApiHeader) RetryAfter => ("Retry-After", new OpenApiHeader
    {
        Description = "Seconds to wait before trying again.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
    });

    /// <summary>What kind of token is wanted.</summary>
    public static (string, OpenApiHeader) Authenticate => ("WWW-Authenticate", Header(
        "Which token is wanted, and what was wrong with the one that came.", "Bearer"));

    private static OrderedDictionary<string, T>? Ordered<T>(IEnumerable<(string Name, T Value)> pairs) =>
        pairs.Any() ? new(pairs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) : null;
}
