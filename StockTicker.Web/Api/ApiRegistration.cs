using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

internal static class ApiRegistration
{
    /// <summary>The name of the document.</summary>
    public const string Document = "v1";

    /// <summary>The route of the document.</summary>
    public const string Route = "/openapi/{documentName}.json";

    /// <summary>Adds the OpenAPI document, which <see cref="ApiDescription"/> generates.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // The tables say more than the framework could infer.
            options.ShouldInclude = _ => false;
            options.AddDocumentTransformer<ApiDescription>();
        });

    /// <summary>Maps the endpoint that serves the document as JSON.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder endpoints) => endpoints
        .MapOpenApi(Route).WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
}
