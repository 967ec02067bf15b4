using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using static StockTicker.Web.Api.Schemas;

namespace StockTicker.Web.Api;

/// <summary>Creates responses and their headers.</summary>
internal static class Responses
{
    /// <summary>The media type of every error (RFC 9457).</summary>
    public const string ProblemType = "application/problem+json";

    /// <summary>The schema of every error.</summary>
    public static OpenApiSchema ProblemSchema => Object(
        "An error (RFC 9457). On a stream, errors are returned before the first event.",
        ("type", Text("A URI that identifies the type of the problem.", "https://tools.ietf.org/html/rfc9110#section-15.5.1")),
        ("title", Text("The reason phrase of the status code.", "Bad Request")),
        ("status", Whole("The HTTP status code.", 400, 599)),
        Property.Optional("detail", Text("A description of the problem, with the invalid value and the allowed values.")),
        Property.Optional("errors", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "If the body could not be read, the problems by their location in the body.",
            AdditionalProperties = ListOf(Text("A problem.")),
        }),
        Property.Optional("traceId", Text("The trace id, to find the request in the server's log.")));

    /// <summary>Creates a JSON response with a named schema.</summary>
    public static EndpointResponse Json(string schema, string description, params (string Name, OpenApiHeader Header)[] headers) =>
        new(StatusCodes.Status200OK, Response(
            description, headers, ("application/json", new OpenApiMediaType { Schema = Named(schema) })));

    /// <summary>Creates an error response.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="description">The condition under which it is returned.</param>
    /// <param name="detail">An example of the detail.</param>
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

    /// <summary>Creates a response with a description, headers and bodies.</summary>
    public static OpenApiResponse Response(
        string description, IEnumerable<(string Name, OpenApiHeader Header)> headers,
        params (string Type, OpenApiMediaType Content)[] bodies) => new()
        {
            Description = description,
            Headers = Ordered(headers.Select(header => (header.Name, (IOpenApiHeader)header.Header))),
            Content = Ordered(bodies.Select(body => (body.Type, body.Content))),
        };

    /// <summary>Creates a header with a constant value.</summary>
    public static OpenApiHeader Always(string value, string description) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Const = value },
    };

    /// <summary>Creates a header with a string value.</summary>
    public static OpenApiHeader Header(string description, string example) => new()
    {
        Description = description,
        Schema = Text(description, example),
    };

    /// <summary>The <c>Retry-After</c> header.</summary>
    public static (string, OpenApiHeader) RetryAfter => ("Retry-After", new OpenApiHeader
    {
        Description = "The number of seconds to wait before retrying.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
    });

    /// <summary>The <c>WWW-Authenticate</c> header.</summary>
    public static (string, OpenApiHeader) Authenticate => ("WWW-Authenticate", Header(
        "The authentication scheme, and the reason if the token was rejected.", "Bearer"));

    private static OrderedDictionary<string, T>? Ordered<T>(IEnumerable<(string Name, T Value)> pairs) =>
        pairs.Any() ? new(pairs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) : null;
}
