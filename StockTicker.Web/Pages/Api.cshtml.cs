using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StockTicker.Web.Api;

namespace StockTicker.Web.Pages;

/// <summary>The API reference page, generated from the OpenAPI document.</summary>
internal sealed class ApiModel([FromKeyedServices(ApiRegistration.Document)] IOpenApiDocumentProvider provider) : PageModel
{
    /// <summary>The OpenAPI document.</summary>
    public OpenApiDocument Document { get; private set; } = null!;

    /// <summary>Base address of the site, without a trailing slash.</summary>
    public string Address => SiteAddress.Of(Request);

    /// <summary>The operations of each tag; HEAD is listed with its GET.</summary>
    public IEnumerable<(OpenApiTag Tag, IReadOnlyList<ApiOperation> Operations)> Groups =>
        from tag in Document.Tags
        let operations = Operations.Where(o => o.Operation.Tags!.Any(t => t.Name == tag.Name)).ToList()
        where operations.Count > 0
        select (tag, (IReadOnlyList<ApiOperation>)operations);

    /// <summary>Stream events, as the document describes them.</summary>
    public IReadOnlyList<ApiEvent> Events { get; private set; } = [];

    /// <summary>Components that are not events.</summary>
    public IEnumerable<KeyValuePair<string, IOpenApiSchema>> Schemas =>
        Document.Components!.Schemas!.Where(schema => Events.All(e => e.SchemaName != schema.Key));

    /// <summary>Reads the document.</summary>
    public async Task OnGetAsync()
    {
        Document = await provider.GetOpenApiDocumentAsync(HttpContext.RequestAborted);
        // The stream that can carry every event lists them in reading order.
        Events = Operations.Select(o => EventsOf(o.Operation).ToList()).MaxBy(events => events.Count) ?? [];
        Response.Headers.CacheControl = "no-cache";
    }

    /// <summary>The events listed in an operation's responses.</summary>
    public static IEnumerable<ApiEvent> EventsOf(OpenApiOperation operation) =>
        from response in operation.Responses!.Values
        from content in response.Content ?? new Dictionary<string, OpenApiMediaType>()
        where content.Value.Extensions is not null && content.Value.Extensions.ContainsKey(EventTypes.Extension)
        from listed in ((JsonNodeExtension)content.Value.Extensions![EventTypes.Extension]).Node.AsArray()
        select ApiEvent.Of(listed!);

    private IEnumerable<ApiOperation> Operations =>
        from path in Document.Paths
        from operation in path.Value.Operations!
        where operation.Key != HttpMethod.Head
        select new ApiOperation(path.Key, operation.Key, operation.Value, path.Value.Operations!.ContainsKey(HttpMethod.Head));
}

/// <summary>An operation on a path.</summary>
internal sealed record ApiOperation(string Path, HttpMethod Method, OpenApiOperation Operation, bool HasHead);

/// <summary>An event type.</summary>
internal sealed record ApiEvent(string Name, string When, string HasId, string SchemaName)
{
    /// <summary>Reads an event type from the document.</summary>
    public static ApiEvent Of(JsonNode listed) => new(
        listed["event"]!.ToString(), listed["when"]!.ToString(), listed["id"]!.ToString(),
        listed["schema"]!["$ref"]!.ToString().Split('/')[^1]);
}
