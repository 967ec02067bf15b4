using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>Makes JSON schemas in one line each.</summary>
internal static class Schemas
{
    /// <summary>A text.</summary>
    public static OpenApiSchema Text(
        string description, string? example = null, string? pattern = null, string? @default = null) => new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Pattern = pattern,
            Default = @default,
            Examples = example is null ? null : [example],
        };

    /// <summary>One of a few words.</summary>
    public static OpenApiSchema Word(string description, params string[] words) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        Enum = [.. words.Select(word => (JsonNode)word)],
    };

    /// <summary>A whole number.</summary>
    public static OpenApiSchema Whole(string description, long min = 0, long? max = null, long? @default = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Description = description,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max?.ToString(CultureInfo.InvariantCulture),
        Default = @default,
    };

    /// <summary>A time in Unix milliseconds.</summary>
    public static OpenApiSchema Time(string description) => Whole($"{description} Unix milliseconds, UTC.");

    /// <summary>A number with decimals.</summary>
    public static OpenApiSchema Number(string description, decimal? min = null) => new()
    {
        Type = JsonSchemaType.Number,
        Description = description,
        Minimum = min?.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>true or false.</summary>
    public static OpenApiSchema Flag(string description, bool @default) => new()
    {
        Type = JsonSchemaType.Boolean,
        Description = description,
        Default = @default,
    };

    /// <summary>A list.</summary>
    public static OpenApiSchema ListOf(IOpenApiSchema items, string? description = null) => new()
    {
        Type = JsonSchemaType.Array,
        Description = description,
        Items = items,
    };

    /// <summary>An object; its properties come in this order.</summary>
    public static OpenApiSchema Object(string description, params Property[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = new OrderedDictionary<string, IOpenApiSchema>(
            properties.Select(property => KeyValuePair.Create(property.Name, property.Schema))),
        Required = properties.Where(property => !property.IsOptional).Select(property => property.Name).ToHashSet(),
    };

    /// <summary>The schema with this name.</summary>
    public static OpenApiSchemaReference Named(string name) => new(name);

    /// <summary>The same schema with an example of the whole.</summary>
    public static OpenApiSchema WithExample(this OpenApiSchema schema, string json)
    {
        schema.Examples = [JsonNode.Parse(json)!];
        return schema;
    }
}

/// <summary>A property of an object.</summary>
internal readonly record struct Property(string Name, IOpenApiSchema Schema, bool IsOptional = false)
{
    /// <summary>A property that is always there.</summary>
    public static implicit operator Property((string Name, IOpenApiSchema Schema) always) => new(always.Name, always.Schema);

    /// <summary>A property that is not always there.</summary>
    public static Property Optional(string name, IOpenApiSchema schema) => new(name, schema, IsOptional: true);
}
