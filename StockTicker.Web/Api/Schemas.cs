using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StockTicker.Web.Api;

/// <summary>Creates JSON schemas.</summary>
internal static class Schemas
{
    /// <summary>Creates the schema of a string.</summary>
    public static OpenApiSchema Text(
        string description, string? example = null, string? pattern = null, string? @default = null) => new()
        {
            Type = JsonSchemaType.String,
            Description = description,
            Pattern = pattern,
            Default = @default,
            Examples = example is null ? null : [example],
        };

    /// <summary>Creates the schema of an enumeration of strings.</summary>
    public static OpenApiSchema Word(string description, params string[] words) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        Enum = [.. words.Select(word => (JsonNode)word)],
    };

    /// <summary>Creates the schema of an integer.</summary>
    public static OpenApiSchema Whole(string description, long min = 0, long? max = null, long? @default = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int64",
        Description = description,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max?.ToString(CultureInfo.InvariantCulture),
        Default = @default,
    };

    /// <summary>Creates the schema of a time in Unix milliseconds.</summary>
    public static OpenApiSchema Time(string description) => Whole($"{description} Unix milliseconds, UTC.");

    /// <summary>Creates the schema of a decimal number.</summary>
    public static OpenApiSchema Number(string description, decimal? min = null) => new()
    {
        Type = JsonSchemaType.Number,
        Description = description,
        Minimum = min?.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Creates the schema of a Boolean.</summary>
    public static OpenApiSchema Flag(string description, bool @default) => new()
    {
        Type = JsonSchemaType.Boolean,
        Description = description,
        Default = @default,
    };

    /// <summary>Creates the schema of an array.</summary>
    public static OpenApiSchema ListOf(IOpenApiSchema items, string? description = null) => new()
    {
        Type = JsonSchemaType.Array,
        Description = description,
        Items = items,
    };

    /// <summary>Creates the schema of an object with properties in this order.</summary>
    public static OpenApiSchema Object(string description, params Property[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = new OrderedDictionary<string, IOpenApiSchema>(
            properties.Select(property => KeyValuePair.Create(property.Name, property.Schema))),
        Required = properties.Where(property => !property.IsOptional).Select(property => property.Name).ToHashSet(),
    };

    /// <summary>Creates a reference to a named schema.</summary>
    public static OpenApiSchemaReference Named(string name) => new(name);

    /// <summary>Adds an example to a schema.</summary>
    public static OpenApiSchema WithExample(this OpenApiSchema schema, string json)
    {
        schema.Examples = [JsonNode.Parse(json)!];
        return schema;
    }
}

/// <summary>A property of an object.</summary>
internal readonly record struct Property(string Name, IOpenApiSchema Schema, bool IsOptional = false)
{
    /// <summary>Creates a required property.</summary>
    public static implicit operator Property((string Name, IOpenApiSchema Schema) always) => new(always.Name, always.Schema);

    /// <summary>Creates an optional property.</summary>
    public static Property Optional(string name, IOpenApiSchema schema) => new(name, schema, IsOptional: true);
}
