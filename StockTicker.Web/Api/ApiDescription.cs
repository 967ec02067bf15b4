using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>
/// Generates the OpenAPI document. Actions parse their query themselves, to return precise errors, so the endpoints are described in
/// the tables of this folder rather than by attributes. Endpoints that are not mapped are omitted.
/// </summary>
internal sealed class ApiDescription : IOpenApiDocumentTransformer
{
    private const string Bearer = "bearer";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "StockTicker",
            Version = typeof(ApiDescription).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Description = "A simulated stock market, streamed live over Server-Sent Events. Properties are written in the order in "
                + "which the schemas list them. Times are integers in Unix milliseconds, UTC. Prices are JSON numbers with as many "
                + "decimals as their tick size. Errors are problem details (RFC 9457).",
        };
        // The framework adds the address of the request, which is empty if it has no host.
        document.Servers = document.Servers?.Where(server => Uri.TryCreate(server.Url, UriKind.Absolute, out _)).ToList();
        document.Tags = EndpointGroups.ToHashSet();
        document.Components = new OpenApiComponents
        {
            Schemas = Schemas.ToDictionary(schema => schema.Name, schema => (IOpenApiSchema)schema.Schema),
            SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer, BearerFormat = "JWT" },
            },
        };
        document.Paths = [];
        var mapped = context.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>().Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/')).ToHashSet();
        var described = Endpoints.Where(endpoint => mapped.Contains(endpoint.Route ?? endpoint.Path));
        foreach (var path in described.GroupBy(endpoint => endpoint.Path))
        {
            var operations = new Dictionary<HttpMethod, OpenApiOperation>();
            foreach (var endpoint in path)
            {
                operations.Add(endpoint.Method, Operation(endpoint, document));
                if (endpoint.HasHead)
                    operations.Add(HttpMethod.Head, HeadOperation(endpoint, document));
            }
            document.Paths.Add(path.Key, new OpenApiPathItem { Operations = operations });
        }
        document.RegisterComponents();
        return Task.CompletedTask;
    }

    private static IEnumerable<Endpoint> Endpoints =>
        [.. StreamEndpoints.All, .. TutorialEndpoints.All, .. QuoteEndpoints.All, .. UserEndpoints.All, .. BroadcastEndpoints.All, .. MarketEndpoints.All, .. OperationsEndpoints.All];

    private static IEnumerable<(string Name, OpenApiSchema Schema)> Schemas =>
    [
        .. EventTypes.All.Select(type => (type.SchemaName, type.Schema)),
        .. QuoteSchemas.All,
        .. StreamEndpoints.Bodies,
        .. TutorialEndpoints.Bodies,
        .. UserEndpoints.Bodies,
        .. BroadcastEndpoints.Bodies,
        .. MarketEndpoints.Bodies,
        .. OperationsEndpoints.Bodies,
        ("Problem", Responses.ProblemSchema),
    ];

    private static IEnumerable<OpenApiTag> EndpointGroups =>
    [
        new() { Name = nameof(EndpointGroup.Streams), Description = "The market and its channels as Server-Sent Events." },
        new() { Name = nameof(EndpointGroup.Tutorial), Description = "Simple streams at the addresses of a tutorial, for learning and comparison." },
        new() { Name = nameof(EndpointGroup.Quotes), Description = "The market without a stream: latest quotes, candles and trades." },
        new() { Name = nameof(EndpointGroup.Users), Description = "The signed-in user's own watchlist and alerts." },
        new() { Name = nameof(EndpointGroup.Operators), Description = "Publishing to channels, feeding the market, and controlling a replay or a manual market." },
        new() { Name = nameof(EndpointGroup.Operations), Description = "Statistics and health of the server." },
    ];

    private static OpenApiOperation Operation(Endpoint endpoint, OpenApiDocument document)
    {
        var operation = new OpenApiOperation
        {
            OperationId = endpoint.Id,
            Summary = endpoint.Summary,
            Description = endpoint.Description,
            Tags = new HashSet<OpenApiTagReference> { new(endpoint.Group.ToString(), document) },
            Parameters = [.. endpoint.Parameters],
            RequestBody = endpoint.Body,
            Responses = [],
        };
        foreach (var (status, response) in endpoint.Responses)
            operation.Responses.Add(status.ToString(System.Globalization.CultureInfo.InvariantCulture), response);
        if (endpoint.NeedsToken)
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return operation;
    }

    // The same headers without a body, for errors as well.
    private static OpenApiOperation HeadOperation(Endpoint endpoint, OpenApiDocument document)
    {
        var operation = Operation(endpoint, document);
        operation.OperationId += "Headers";
        operation.Summary += ": headers only";
        foreach (var (status, response) in operation.Responses!.ToList())
        {
            var bare = (OpenApiResponse)response.CreateShallowCopy();
            bare.Content = null;
            operation.Responses![status] = bare;
        }
        return operation;
    }
}
