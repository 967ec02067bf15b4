using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Api;

/// <summary>
/// The API description that the server returns, and a check of values against its schemas. The check is stricter than JSON Schema: a
/// property that is not described fails, and properties must be in the schema's order. It fails on a keyword that it does not
/// know.
/// </summary>
public sealed class DescribedApi(JsonElement document)
{
    private static readonly string[] Words = ["description", "examples", "default", "format", "title"];

    /// <summary>The document.</summary>
    public JsonElement Document { get; } = document;

    /// <summary>Every operation.</summary>
    public IEnumerable<DescribedOperation> Operations =>
        from path in Document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select new DescribedOperation(path.Name, method.Name.ToUpperInvariant(), method.Value);

    /// <summary>The schemas by name.</summary>
    public JsonElement Schemas => Document.GetProperty("components").GetProperty("schemas");

    /// <summary>Reads it from a server.</summary>
    public static async Task<DescribedApi> ReadAsync(HttpClient client) => new(await client.GetJsonAsync("/openapi/v1.json"));

    /// <summary>The operation with this method and path.</summary>
    public DescribedOperation Operation(string method, string path) =>
        Operations.Single(o => o.Method == method && o.Path == path);

    /// <summary>Fails if the value does not match the named schema.</summary>
    public void AssertMatches(string schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(Schemas.GetProperty(schema), value, schema, problems);
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    /// <summary>The violations of this schema in the value.</summary>
    public IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, value, "$", problems);
        return problems;
    }

    private void Check(JsonElement schema, JsonElement value, string place, List<string> problems)
    {
        // Other checks are pointless if the type is wrong.
        if (schema.TryGetProperty("type", out var type) && !IsOfType(value, type.GetString()!))
        {
            problems.Add($"{place} is no {type}: {value}");
            return;
        }
        foreach (var keyword in schema.EnumerateObject())
        {
            var expected = keyword.Value;
            switch (keyword.Name)
            {
                case "$ref":
                    Check(Schemas.GetProperty(expected.GetString()!.Split('/')[^1]), value, place, problems);
                    break;
                case "type":
                    break;
                case "enum":
                    Expect(expected.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)), $"is none of {expected}");
                    break;
                case "const":
                    Expect(JsonElement.DeepEquals(expected, value), $"is not {expected}");
                    break;
                case "pattern":
                    Expect(Regex.IsMatch(value.GetString()!, expected.GetString()!), $"does not match {expected}");
                    break;
                case "minimum":
                    Expect(value.GetDecimal() >= expected.GetDecimal(), $"is below {expected}");
                    break;
                case "maximum":
                    Expect(value.GetDecimal() <= expected.GetDecimal(), $"is above {expected}");
                    break;
                case "items":
                    foreach (var item in value.EnumerateArray())
                        Check(expected, item, $"{place}[]", problems);
                    break;
                case "additionalProperties":
                    foreach (var property in value.EnumerateObject())
                        Check(expected, property.Value, $"{place}.{property.Name}", problems);
                    break;
                case "properties":
                    CheckProperties(expected, value, place, problems);
                    break;
                case "required":
                    foreach (var name in expected.EnumerateArray())
                        Expect(value.TryGetProperty(name.GetString()!, out _), $"lacks {name}");
                    break;
                default:
                    Expect(Words.Contains(keyword.Name), $"is held to {keyword.Name}, which this check does not know");
                    break;
            }
        }

        void Expect(bool holds, string otherwise)
        {
            if (!holds)
                problems.Add($"{place} {otherwise}: {value}");
        }
    }

    private void CheckProperties(JsonElement described, JsonElement value, string place, List<string> problems)
    {
        var order = described.EnumerateObject().Select(property => property.Name).ToList();
        var last = -1;
        foreach (var property in value.EnumerateObject())
        {
            var index = order.IndexOf(property.Name);
            if (index < 0)
                problems.Add($"{place}.{property.Name} is not described");
            else if (index <= last)
                problems.Add($"{place}.{property.Name} comes after {order[last]}");
            else
                Check(described.GetProperty(property.Name), property.Value, $"{place}.{property.Name}", problems);
            last = Math.Max(last, index);
        }
    }

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}

/// <summary>One operation of the description.</summary>
public sealed record DescribedOperation(string Path, string Method, JsonElement Json)
{
    /// <summary>Its name.</summary>
    public string Id => Json.GetProperty("operationId").GetString()!;

    /// <summary>The documented statuses.</summary>
    public IReadOnlyList<int> Statuses =>
        [.. Json.GetProperty("responses").EnumerateObject().Select(r => int.Parse(r.Name, CultureInfo.InvariantCulture))];

    /// <summary>Its parameters.</summary>
    public IEnumerable<JsonElement> Parameters =>
        Json.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    /// <summary>The path with the examples of its parameters.</summary>
    public string ExamplePath => ExamplesIn("path").Aggregate(
        Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", parameter.Example, StringComparison.Ordinal));

    /// <summary>The path with the examples of its parameters and of its query.</summary>
    public string ExampleAddress =>
        $"{ExamplePath}?{string.Join('&', ExamplesIn("query").Select(parameter => $"{parameter.Name}={parameter.Example}"))}";

    /// <summary>The documented response for one status.</summary>
    public JsonElement Response(int status) =>
        Json.GetProperty("responses").GetProperty(status.ToString(CultureInfo.InvariantCulture));

    /// <summary>The events that are documented for its stream.</summary>
    public IReadOnlyDictionary<string, string> Events => Response(200)
        .GetProperty("content").GetProperty("text/event-stream").GetProperty("x-events").EnumerateArray().ToDictionary(
            type => type.GetProperty("event").GetString()!,
            type => type.GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1]);

    private IEnumerable<(string Name, string Example)> ExamplesIn(string place) =>
        from parameter in Parameters
        where parameter.GetProperty("in").GetString() == place && parameter.TryGetProperty("example", out _)
        select (parameter.GetProperty("name").GetString()!, parameter.GetProperty("example").ToString());
}
