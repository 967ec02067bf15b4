using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Pages;

namespace StockTicker.Tests.Api;

public sealed class DescriptionTests
{
    [Fact]
    public async Task The_document_is_valid_OpenAPI()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();

        var read = OpenApiDocument.Parse(await client.GetStringAsync("/openapi/v1.json", TestTimeout.Token), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal("StockTicker", read.Document!.Info.Title);
    }

    [Fact]
    public async Task Every_route_is_described_and_every_described_operation_has_a_route()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var routes = application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null
                && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                && endpoint.RoutePattern.RawText != StyleEndpoint.Route)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => (Method: method, Template: endpoint.RoutePattern.RawText!.TrimStart('/'))))
            .Distinct().ToList();
        Assert.Contains(routes, route => route == ("GET", "stream/{names?}"));

        Assert.All(routes, route => Assert.Contains(api.Operations, operation => Fits(route, operation)));
        Assert.All(api.Operations, operation => Assert.Contains(routes, route => Fits(route, operation)));

        static bool Fits((string Method, string Template) route, DescribedOperation operation) =>
            route.Method == operation.Method
            && new TemplateMatcher(TemplateParser.Parse(route.Template), []).TryMatch(operation.ExamplePath, []);
    }

    [Fact]
    public async Task The_examples_of_every_operation_work()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        foreach (var operation in api.Operations.Where(operation => operation.Method == "GET"))
        {
            using var response = await client.GetAsync(
                operation.ExampleAddress, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);

            // In Development, the tutorial's link needs no token.
            var needsToken = operation.Json.TryGetProperty("security", out _) && operation.Path != "/trigger-notification";
            var status = needsToken ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
            Assert.True(response.StatusCode == status, $"{operation.Path} returned {response.StatusCode}.");
            var type = response.Content.Headers.ContentType!.MediaType!;
            Assert.True(Described("content").Contains(type), $"{operation.Path} returned {type}.");
            foreach (var header in Described("headers"))
                Assert.True(response.Headers.Contains(header), $"{operation.Path} did not send {header}.");

            IEnumerable<string> Described(string what) => operation.Response((int)status).TryGetProperty(what, out var found)
                ? found.EnumerateObject().Select(property => property.Name) : [];
        }
    }

    [Fact]
    public async Task Every_example_matches_its_own_schema()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var checkedAny = false;

        foreach (var schema in api.Schemas.EnumerateObject().Where(schema => schema.Value.TryGetProperty("examples", out _)))
        {
            api.AssertMatches(schema.Name, schema.Value.GetProperty("examples")[0]);
            checkedAny = true;
        }
        foreach (var parameter in api.Operations.SelectMany(operation => operation.Parameters))
        {
            if (parameter.TryGetProperty("example", out var example))
                Assert.Empty(api.Problems(parameter.GetProperty("schema"), example));
        }

        Assert.True(checkedAny);
    }

    [Fact]
    public async Task References_resolve_and_operation_ids_are_unique()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);
        var text = api.Document.GetRawText();

        var names = Regex.Matches(text, "\"#/components/schemas/([^\"]+)\"").Select(match => match.Groups[1].Value).Distinct();

        Assert.All(names, name => Assert.True(api.Schemas.TryGetProperty(name, out _), name));
        Assert.Equal(api.Operations.Count(), api.Operations.Select(operation => operation.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_page_lists_every_operation_status_event_and_schema()
    {
        var application = SharedApplications.With();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        var page = await client.GetStringAsync("/api", TestTimeout.Token);

        foreach (var operation in api.Operations.Where(operation => operation.Method != "HEAD"))
        {
            Assert.Contains($"data-operation=\"{operation.Method} {operation.Path}\"", page, StringComparison.Ordinal);
            var summary = operation.Json.GetProperty("summary").GetString()!;
            Assert.Contains(HtmlEncoder.Default.Encode(summary), page, StringComparison.Ordinal);
        }
        foreach (var (name, schema) in api.Operation("GET", "/stream/{channels}").Events)
            Assert.Contains($"id=\"schema-{schema}\" data-event=\"{name}\"", page, StringComparison.Ordinal);
        foreach (var schema in api.Schemas.EnumerateObject())
            Assert.Contains($"id=\"schema-{schema.Name}\"", page, StringComparison.Ordinal);
        var command = $"curl -N '{application.Address.GetLeftPart(UriPartial.Authority)}/stream?symbols=AAPL,MSFT&interval=500'";
        Assert.Contains(HtmlEncoder.Default.Encode(command), page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
    }
}
