using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>Describes an endpoint.</summary>
/// <param name="Path">The path, with parameters in braces.</param>
/// <param name="Id">The operation id, which client generators use as a method name.</param>
/// <param name="Summary">A short summary.</param>
internal sealed record Endpoint(string Path, string Id, string Summary)
{
    /// <summary>The route template, or null if it equals <see cref="Path"/>.</summary>
    public string? Route { get; init; }

    /// <summary>The group in which it is listed.</summary>
    public required EndpointGroup Group { get; init; }

    /// <summary>The HTTP method. The default is GET.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Whether HEAD is supported and returns the headers of GET.</summary>
    public bool HasHead { get; init; }

    /// <summary>The description, in CommonMark.</summary>
    public required string Description { get; init; }

    /// <summary>The path, query and header parameters.</summary>
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>The request body, or null if there is none.</summary>
    public OpenApiRequestBody? Body { get; init; }

    /// <summary>The responses, one for each status code.</summary>
    public required IReadOnlyList<EndpointResponse> Responses { get; init; }

    /// <summary>Whether it requires a token.</summary>
    public bool NeedsToken { get; init; }
}

/// <summary>A response of an endpoint, by status code.</summary>
internal sealed record EndpointResponse(int Status, OpenApiResponse Response);

/// <summary>The groups of endpoints, in the order in which they are listed.</summary>
internal enum EndpointGroup
{
    /// <summary>Server-Sent Events.</summary>
    Streams,

    /// <summary>The simple streams of the tutorial.</summary>
    Tutorial,

    /// <summary>The market without a stream.</summary>
    Quotes,

    /// <summary>The signed-in user's own data.</summary>
    Users,

    /// <summary>Publishing to channels, feeding the market, and controlling it.</summary>
    Operators,

    /// <summary>Statistics and health of the server.</summary>
    Operations,
}
