using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>Makes parameters; each has an example where one helps to try it.</summary>
internal static class Parameters
{
    /// <summary>Only some instruments.</summary>
    public static OpenApiParameter Symbols => Query("symbols", Schemas.Text(
        "Only these instruments: a comma list of symbols, in any case. Left out: all of them. An unknown one is answered with "
            + "400 and named."), "AAPL,MSFT");

    /// <summary>One instrument.</summary>
    public static OpenApiParameter Symbol => Path("symbol", Schemas.Text("The instrument's symbol, in any case."), "AAPL");

    /// <summary>How many.</summary>
    public static OpenApiParameter Limit(string what) =>
        Query("limit", Schemas.Whole($"How many {what}, the newest ones.", 1, 1000, 100), 5);

    /// <summary>A part of the path.</summary>
    public static OpenApiParameter Path(string name, OpenApiSchema schema, string example) =>
        Make(ParameterLocation.Path, name, schema, example);

    /// <summary>A part of the query, which may be left out.</summary>
    public static OpenApiParameter Query(string name, OpenApiSchema schema, JsonNode? example = null) =>
        Make(ParameterLocation.Query, name, schema, example);

    /// <summary>A request header, which may be left out.</summary>
    public static OpenApiParameter RequestHeader(string name, string description, string? example = null) =>
        Make(ParameterLocation.Header, name, Schemas.Text(description), example);

    // The words stand at the parameter, where readers look for them.
    private static OpenApiParameter Make(ParameterLocation place, string name, OpenApiSchema schema, JsonNode? example)
    {
        var parameter = new OpenApiParameter
        {
            Name = name,
            In = place,
            Required = place == ParameterLocation.Path,
            Description = schema.Description,
            Schema = schema,
            Example = example,
        };
        schema.Description = null;
        return parameter;
    }
}
