using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace StockTicker.Web.Pages;

/// <summary>Turns an operation into curl commands.</summary>
internal static class ApiCurl
{
    /// <summary>The commands for an operation, one for each content type of its response.</summary>
    /// <param name="address">Base address of the site, without a trailing slash.</param>
    /// <param name="path">The path template.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="operation">The operation; the examples of its parameters become arguments.</param>
    public static IEnumerable<string> Of(string address, string path, HttpMethod method, OpenApiOperation operation)
    {
        var types = operation.Responses!.TryGetValue("200", out var answer) ? answer.Content?.Keys.ToList() ?? [] : [];
        foreach (var type in types.DefaultIfEmpty("application/json"))
        {
            // Without -N, curl buffers the stream.
            var command = type == "text/event-stream" ? "curl -N" : "curl";
            if (method == HttpMethod.Post)
                command += " -X POST";
            if (operation.Security is { Count: > 0 })
                command += " -H \"Authorization: Bearer $TOKEN\"";
            if (types.Count > 1 && type != types[0])
                command += $" -H 'Accept: {type}'";
            if (operation.RequestBody?.Content?.FirstOrDefault() is { Key: { } bodyType, Value: { } body })
                command += $" -H 'Content-Type: {bodyType}' -d '{body.Example?.ToJsonString(Relaxed)}'";
            yield return $"{command} '{address}{Fill(path, operation)}'";
        }
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Fill(string path, OpenApiOperation operation)
    {
        var parameters = operation.Parameters ?? [];
        foreach (var parameter in parameters.Where(p => p.In == ParameterLocation.Path))
            path = path.Replace($"{{{parameter.Name}}}", Text(parameter.Example), StringComparison.Ordinal);
        var query = parameters.Where(p => p is { In: ParameterLocation.Query, Example: not null })
            .Select(p => $"{p.Name}={Text(p.Example)}");
        return string.Join('?', new[] { path, string.Join('&', query) }.Where(part => part.Length > 0));
    }

    private static string Text(JsonNode? example) => example?.ToString() ?? "";
}
