using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>What the description says about one address.</summary>
/// <param name="Path">The address, its parameters in braces.</param>
/// <param name="Id">The operation's name, for whoever generates a client.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record Endpoint(string Path, string Id, string Summary)
{
    /// <summary>The template under which it is mapped; null where that is <see cref="Path"/>.</summary>
    public string? Route { get; init; }

    /// <summary>The heading under which it stands.</summary>
    public required EndpointGroup Group { get; init; }

    /// <summary>GET, unless it changes something.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Whether HEAD answers the headers of GET.</summary>
    public bool HasHead { get; init; }

    /// <summary>More than the summary, in CommonMark.</summary>
    public required string Description { get; init; }

    /// <summary>Path, query and headers.</summary>
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>What is sent along; null where nothing is.</summary>
    public OpenApiRequestBody? Body { get; init; }

    /// <summary>Every status that it answers.</summary>
    public required IReadOnlyList<EndpointResponse> Responses { get; init; }

    /// <summary>Whether it answers nobody without a token.</summary>
    public bool NeedsToken { get; init; }
}

/// <summary>One status that an endpoint answers.</summary>
internal sealed record EndpointResponse(int Status, OpenApiResponse Response);

/// <summary>The headings, in the order in which they are read.</summary>
internal enum EndpointGroup
{
    /// <summary>Server-Sent Events.</summary>
    Streams,

    /// <summary>The market without a stream.</summary>
    Quotes,

    /// <summary>What belongs to the signed-in user.</summary>
    Users,

    /// <summary>Publishing to a channel, stepping the market.</summary>
    Operators,

    /// <summary>How the server does.</summary>
    Operations,
}
