using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>Creates parameters, with an example where one is needed to try the endpoint.</summary>
internal static class Parameters
{
    /// <summary>The <c>symbols</c> parameter, which selects instruments.</summary>
    public static OpenApiParameter Symbols => Query("symbols", Schemas.Text(
        "The instruments to return, as a comma-separated list of symbols in any case. The default is all. Unknown symbols return "
            + "400 with their names."), "AAPL,MSFT");

    /// <summary>The <c>symbol</c> parameter of the path.</summary>
    public static OpenApiParameter Symbol => Path("symbol", Schemas.Text("The symbol of the instrument, in any case. A slash in it is encoded: `BTC%2FUSD`."), "AAPL");

    /// <summary>Creates the <c>limit</c> parameter.</summary>
    public static OpenApiParameter Limit(string what) =>
        Query("limit", Schemas.Whole($"The maximum number of {what}; the newest are returned.", 1, 1000, 100), 5);

    /// <summary>Creates a path parameter.</summary>
    public static OpenApiParameter Path(string name, OpenApiSchema schema, string example) =>
        Make(ParameterLocation.Path, name, schema, example);

    /// <summary>Creates an optional query parameter.</summary>
    public static OpenApiParameter Query(string name, OpenApiSchema schema, JsonNode? example = null) =>
        Make(ParameterLocation.Query, name, schema, example);

    /// <summary>Creates a required query parameter.</summary>
    public static OpenApiParameter RequiredQuery(string name, OpenApiSchema schema, JsonNode example)
    {
        var parameter = Query(name, schema, example);
        parameter.Required = true;
        return parameter;
    }

    /// <summary>Creates an optional request header.</summary>
    public static OpenApiParameter RequestHeader(string name, string description, string? example = null) =>
        Make(ParameterLocation.Header, name, Schemas.Text(description), example);

    // The description belongs to the parameter rather than to its schema.
    private static OpenApiParameter Make(ParameterLocation location, string name, OpenApiSchema schema, JsonNode? example)
    {
        var parameter = new OpenApiParameter
        {
            Name = name,
            In = location,
            Required = location == ParameterLocation.Path,
            Description = schema.Description,
            Schema = schema,
            Example = example,
        };
        schema.Description = null;
        return parameter;
    }
}
