using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StockTicker.Web.Pages;

/// <summary>Describes an OpenAPI schema in words.</summary>
internal static class ApiSchema
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Name of the component that the schema, or its items, refers to; null when there is none.</summary>
    public static string? NameOf(IOpenApiSchema? schema) => schema switch
    {
        OpenApiSchemaReference reference => reference.Reference.Id,
        { Items: { } items } => NameOf(items),
        _ => null,
    };

    /// <summary>The type in a few words; a component goes by its name.</summary>
    public static string TypeOf(IOpenApiSchema? schema) => schema switch
    {
        null => "",
        OpenApiSchemaReference reference => reference.Reference.Id!,
        { Items: { } items } => $"array of {TypeOf(items)}",
        { Enum: { Count: > 0 } } => "enum",
        { Type: JsonSchemaType.Object, AdditionalProperties: { } values } => $"map of {TypeOf(values)}",
        { Type: JsonSchemaType.Integer } => "integer",
        { Type: JsonSchemaType.Boolean } => "boolean",
        { Type: JsonSchemaType.String } => "string",
        { Type: { } type } => type.ToString().ToLowerInvariant(),
        _ => "any JSON",
    };

    /// <summary>Constraints on its values: enum values, range, pattern, default.</summary>
    public static IEnumerable<string> LimitsOf(IOpenApiSchema? schema)
    {
        if (schema is null or OpenApiSchemaReference)
            yield break;
        if (schema.Enum is { Count: > 0 } words)
            yield return string.Join(", ", words.Select(word => $"`{word}`"));
        if (schema is { Minimum: { } low, Maximum: { } high })
            yield return $"from {low} to {high}";
        else if (schema.Minimum is { } least and not "0")
            yield return $"{least} or more";
        if (schema.Const is { } constant)
            yield return $"always `{constant}`";
        if (schema.Pattern is { } pattern)
            yield return $"matches `{pattern}`";
        if (schema.Default is { } value)
            yield return $"default `{value}`";
    }

    /// <summary>Its properties; those of nested objects are prefixed with the object's name and a dot.</summary>
    public static IEnumerable<ApiProperty> PropertiesOf(IOpenApiSchema schema, string prefix = "")
    {
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            yield return new ApiProperty(prefix + name, property, schema.Required?.Contains(name) is not true);
            if (property is OpenApiSchemaReference)
                continue;
            foreach (var inner in PropertiesOf(property, $"{prefix}{name}."))
                yield return inner;
        }
    }

    /// <summary>Its example as indented JSON; null when it has none.</summary>
    public static string? ExampleOf(IOpenApiSchema schema) =>
        schema.Examples is [JsonNode example, ..] ? example.ToJsonString(Pretty) : null;
}

/// <summary>A property of a schema.</summary>
internal sealed record ApiProperty(string Name, IOpenApiSchema Schema, bool IsOptional);
