using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>
/// Writes the description of the API. Actions read their query by hand, for the sake of exact errors, so the words stand in the
/// tables of this folder and not at the actions; an endpoint that is not mapped is not described.
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
            Description = "A simulated stock market, live over Server-Sent Events. Properties come in the order in which the "
                + "schemas list them. Every time is an integer of Unix milliseconds, UTC. Prices are JSON numbers with the "
                + "decimals of their tick size. Errors are problem details (RFC 9457).",
        };
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
        [.. StreamEndpoints.All, .. QuoteEndpoints.All, .. UserEndpoints.All, .. BroadcastEndpoints.All, .. OperationsEndpoints.All];

    private static IEnumerable<(string Name, OpenApiSchema Schema)> Schemas =>
    [
        .. EventTypes.All.Select(type => (type.SchemaName, type.Schema)),
        .. QuoteSchemas.All,
        .. UserEndpoints.Bodies,
        .. BroadcastEndpoints.Bodies,
        .. OperationsEndpoints.Bodies,
        ("Problem", Responses.ProblemSchema),
    ];

    private static IEnumerable<OpenApiTag> EndpointGroups =>
    [
        new() { Name = nameof(EndpointGroup.Streams), Description = "The market and its channels as Server-Sent Events." },
        new() { Name = nameof(EndpointGroup.Quotes), Description = "The market without a stream: last values, candles, trades." },
        new() { Name = nameof(EndpointGroup.Users), Description = "What belongs to the signed-in user, and to nobody else." },
        new() { Name = nameof(EndpointGroup.Operators), Description = "Publishing, and moving a market that stands still." },
        new() { Name = nameof(EndpointGroup.Operations), Description = "How the server does." },
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
        foreach (var answer in endpoint.Responses)
            operation.Responses.Add(answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Response);
        if (endpoint.NeedsToken)
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return operation;
    }

    // The same headers and no body, not even with an error.
    private static OpenApiOperation HeadOperation(Endpoint endpoint, OpenApiDocument document)
    {
        var operation = Operation(endpoint, document);
        operation.OperationId += "Headers";
        operation.Summary += ": the headers alone";
        foreach (var (status, response) in operation.Responses!.ToList())
        {
            var bare = (OpenApiResponse)response.CreateShallowCopy();
            bare.Content = null;
            operation.Responses![status] = bare;
        }
        return operation;
    }
}
