using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Starting;

/// <summary>Scripts and styles for every way to run the application.</summary>
public sealed partial class StaticAssetTests(Deployments deployments)
{
    public static TheoryData<Deployment> All => [.. Enum.GetValues<Deployment>()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_page_links_scripts_and_icons_by_fingerprint(Deployment deployment)
    {
        using var client = await deployments.ConnectAsync(deployment);

        var assets = await AssetsAsync(client);

        Assert.Single(assets, IsEntryModule);
        foreach (var asset in assets)
        {
            Assert.Matches(@"^/([\w-]+/)*[\w-]+\.[0-9a-z]{10}\.\w+$", asset);
            using var response = await client.GetAsync(asset, TestTimeout.Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(TypeOf(asset), response.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(TestTimeout.Token));
            // Files of a build can change, so browsers revalidate them; a published name never changes its content.
            Assert.Equal(
                deployment is Deployment.PublishedFromElsewhere ? "max-age=31536000, immutable" : "no-cache",
                Assert.Single(response.Headers.GetValues("Cache-Control")));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_page_loads_its_styles_as_one_file_that_never_changes(Deployment deployment)
    {
        using var client = await deployments.ConnectAsync(deployment);
        var page = await client.GetStringAsync("/", TestTimeout.Token);

        var addresses = StyleSheet().Matches(page).Select(match => match.Groups["address"].Value).ToList();

        // The second is in a template, for later.
        Assert.Equal(["/styles/board.css", "/styles/dialogs.css"], addresses.Select(address => address.Split('?')[0]));
        foreach (var address in addresses)
        {
            using var response = await client.GetAsync(address, TestTimeout.Token);
            Assert.Equal("text/css", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("max-age=31536000, immutable", Assert.Single(response.Headers.GetValues("Cache-Control")));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Imported_modules_have_plain_names_and_are_revalidated(Deployment deployment)
    {
        using var client = await deployments.ConnectAsync(deployment);

        var modules = await ImportedAsync(client, (await AssetsAsync(client)).Single(IsEntryModule));

        Assert.Contains("/js/stream/shared-stream.js", modules);
        foreach (var module in modules)
        {
            using var first = await client.GetAsync(module, TestTimeout.Token);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("text/javascript", first.Content.Headers.ContentType?.MediaType);
            Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
            Assert.NotNull(first.Headers.ETag);

            using var again = new HttpRequestMessage(HttpMethod.Get, module);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag);
            using var second = await client.SendAsync(again, TestTimeout.Token);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Settings_beside_the_assembly_apply_from_any_working_directory(Deployment deployment)
    {
        var application = await deployments[deployment];
        using var client = await application.ConnectAsync();

        await client.GetStringAsync("/", TestTimeout.Token);

        // appsettings.json turns off the framework's log message for each request.
        Assert.DoesNotContain("Request starting", application.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task Published_assets_are_compressed_as_the_client_accepts(string encoding)
    {
        using var client = await deployments.ConnectAsync(Deployment.PublishedFromElsewhere);

        foreach (var asset in new[] { "js/stream/quote-stream.js", "css/tokens.css" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, asset);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
            using var response = await client.SendAsync(request, TestTimeout.Token);

            Assert.Equal(encoding == "identity" ? [] : [encoding], response.Content.Headers.ContentEncoding);
            Assert.Contains("Accept-Encoding", response.Headers.Vary);
            var source = Path.Combine(ApplicationProcess.Repository, "wwwroot", asset);
            Assert.Equal(await File.ReadAllBytesAsync(source, TestTimeout.Token), await DecodeAsync(response));
        }
    }

    private static async Task<List<string>> AssetsAsync(HttpClient client)
    {
        // Modules import each other, and are loaded ahead of that, by their plain names.
        var page = StyleSheet().Replace(Preload().Replace(await client.GetStringAsync("/", TestTimeout.Token), ""), "");
        return [.. Asset().Matches(page).Select(match => match.Groups["address"].Value)];
    }

    // The entry point is a module; the other script is a classic one that runs before the first paint.
    private static bool IsEntryModule(string asset) => asset.StartsWith("/js/pages/board.", StringComparison.Ordinal);

    /// <summary>The modules that a module imports, directly and indirectly.</summary>
    private static async Task<IReadOnlyCollection<string>> ImportedAsync(HttpClient client, string entry)
    {
        var found = new HashSet<string>();
        var left = new Queue<string>([entry]);
        while (left.TryDequeue(out var module))
        {
            var code = await client.GetStringAsync(module, TestTimeout.Token);
            foreach (var import in Import().Matches(code).Select(match => new Uri(new Uri(client.BaseAddress!, module), match.Groups["name"].Value).AbsolutePath))
            {
                if (found.Add(import))
                    left.Enqueue(import);
            }
        }
        return found;
    }

    private static string? TypeOf(string asset) => Path.GetExtension(asset) switch
    {
        ".js" => "text/javascript",
        ".css" => "text/css",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".webmanifest" => "application/manifest+json",
        _ => null,
    };

    private static async Task<byte[]> DecodeAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestTimeout.Token);
        await using Stream plain = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes, TestTimeout.Token);
        return bytes.ToArray();
    }

    [GeneratedRegex("""<(?:script|link)[^>]* (?:src|href)="(?<address>[^"]+)""")]
    private static partial Regex Asset();

    [GeneratedRegex("""<link rel="stylesheet" href="(?<address>[^"]+)">""")]
    private static partial Regex StyleSheet();

    [GeneratedRegex("<link rel=\"(?:modulepreload|expect)\"[^>]*>|<script type=\"module\" async[^>]*>")]
    private static partial Regex Preload();

    [GeneratedRegex("""^import [^'"]*['"](?<name>\.[^'"]+)['"]""", RegexOptions.Multiline)]
    private static partial Regex Import();
}
