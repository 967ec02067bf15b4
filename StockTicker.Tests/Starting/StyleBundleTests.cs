using System.Net;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Pages;

namespace StockTicker.Tests.Starting;

/// <summary>Style sheets that pages load as one file.</summary>
public sealed class StyleBundleTests
{
    private static readonly string Root = Path.Combine(ApplicationProcess.Repository, "wwwroot", "css");

    public static TheoryData<string> Names => [.. StyleBundle.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bundle_has_the_text_of_its_style_sheets_compressed(string name)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/styles/{name}.css") { Headers = { { "Accept-Encoding", "br" } } };
        using var compressed = await client.SendAsync(request, TestTimeout.Token);

        var text = await client.GetStringAsync($"/styles/{name}.css", TestTimeout.Token);

        Assert.Equal(["br"], compressed.Content.Headers.ContentEncoding);
        foreach (var sheet in StyleBundle.All[name].Sheets)
            Assert.Contains(await File.ReadAllTextAsync(Path.Combine(Root, sheet + ".css"), TestTimeout.Token), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_style_sheet_is_in_a_bundle()
    {
        var sheets = Directory.EnumerateFiles(Root, "*.css", SearchOption.AllDirectories)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Root, file), null).Replace('\\', '/'));

        Assert.Equal(StyleBundle.All.Values.SelectMany(bundle => bundle.Sheets).Distinct().Order(), sheets.Order());
    }

    [Theory]
    [InlineData("/styles/board.css")]
    [InlineData("/styles/board.css?v=0123456789abcdef")]
    public async Task An_address_without_the_current_version_is_not_kept(string address)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();

        using var response = await client.GetAsync(address, TestTimeout.Token);

        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/styles/other.css")]
    [InlineData("/styles/board.css.css")]
    [InlineData("/styles/..%2Fappsettings.css")]
    public async Task Other_names_do_not_exist(string address)
    {
        using var client = SharedApplications.With("Market:Instruments=3").Connect();

        using var response = await client.GetAsync(address, TestTimeout.Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
