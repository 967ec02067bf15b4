using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

internal static class ApiRegistration
{
    /// <summary>The document's name.</summary>
    public const string Document = "v1";

    /// <summary>Where the description is mapped.</summary>
    public const string Route = "/openapi/{documentName}.json";

    /// <summary>Adds the description of the API, which <see cref="ApiDescription"/> writes.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // What the framework would find out by itself is less than what the tables say.
            options.ShouldInclude = _ => false;
            options.AddDocumentTransformer<ApiDescription>();
        });

    /// <summary>Answers the description as JSON.</summary>
    public static void MapApiDescription(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi(Route);
}
