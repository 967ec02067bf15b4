using System.Net;
using System.Net.Http.Headers;
using System.Text;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Watchlists;

/// <summary>Named watchlists and positions, which are replaced as a whole.</summary>
public sealed class UserDocumentTests
{
    private static readonly string TooMany =
        $$"""{"watchlists":[{{string.Join(',', Enumerable.Range(0, 21).Select(i => $$"""{"name":"{{i}}","symbols":[]}"""))}}]}""";

    [Theory]
    [InlineData("watchlists", "Watchlists",
        """{"watchlists":[{"name":" Tech ","symbols":["msft","AAPL","MSFT"]},{"name":"Empty","symbols":[]}]}""",
        """{"watchlists":[{"name":"Tech","symbols":["MSFT","AAPL"]},{"name":"Empty","symbols":[]}]}""")]
    [InlineData("positions", "Positions",
        """{"positions":[{"symbol":"msft","quantity":-2.5,"cost":400.10},{"symbol":"AAPL","quantity":100,"cost":0}]}""",
        """{"positions":[{"symbol":"MSFT","quantity":-2.5,"cost":400.10},{"symbol":"AAPL","quantity":100,"cost":0}]}""")]
    public async Task A_list_belongs_to_its_user_and_keeps_its_order(string kind, string schema, string written, string read)
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var ada = application.ConnectAs("ada");
        using var bob = application.ConnectAs("bob");
        var path = $"/me/{kind}";
        using var before = await ada.GetAsync(path, TestTimeout.Token);
        Assert.Equal($$"""{"{{kind}}":[]}""", await before.Content.ReadAsStringAsync(TestTimeout.Token));

        using var first = await PutAsync(ada, path, written, before.Headers.ETag);
        using var late = await PutAsync(ada, path, written, before.Headers.ETag);

        Assert.Equal(read, await first.Content.ReadAsStringAsync(TestTimeout.Token));
        await ProblemAssert.IsProblemAsync(late, HttpStatusCode.PreconditionFailed, "changed");
        Assert.Equal(read, await ada.GetStringAsync(path, TestTimeout.Token));
        Assert.Equal($$"""{"{{kind}}":[]}""", await bob.GetStringAsync(path, TestTimeout.Token));
        (await DescribedApi.ReadAsync(ada)).AssertMatches(schema, await ada.GetJsonAsync(path));
    }

    public static TheoryData<string, string, string> Invalid => new()
    {
        { "watchlists", TooMany, "at most 20" },
        { "watchlists", "{}", "at most 20" },
        { "watchlists", """{"watchlists":[null]}""", "name is ''" },
        { "watchlists", """{"watchlists":[{"name":"  ","symbols":[]}]}""", "1 to 40" },
        { "watchlists", """{"watchlists":[{"name":"a\u0007","symbols":[]}]}""", "1 to 40" },
        { "watchlists", $$"""{"watchlists":[{"name":"{{new string('a', 41)}}","symbols":[]}]}""", "1 to 40" },
        { "watchlists", """{"watchlists":[{"name":"watchlist","symbols":[]}]}""", "another" },
        { "watchlists", """{"watchlists":[{"name":"A","symbols":[]},{"name":"a","symbols":[]}]}""", "another" },
        { "watchlists", """{"watchlists":[{"name":"A"}]}""", "symbols" },
        { "watchlists", """{"watchlists":[{"name":"A","symbols":["NOPE"]}]}""", "NOPE" },
        { "positions", "{}", "at most 200" },
        { "positions", """{"positions":[null]}""", "symbol is missing" },
        { "positions", """{"positions":[{"symbol":"NOPE","quantity":1,"cost":1}]}""", "NOPE" },
        { "positions", """{"positions":[{"symbol":"AAPL","quantity":1,"cost":1},{"symbol":"aapl","quantity":1,"cost":1}]}""", "another" },
        { "positions", """{"positions":[{"symbol":"AAPL","quantity":0,"cost":1}]}""", "quantity" },
        { "positions", """{"positions":[{"symbol":"AAPL","quantity":1e13,"cost":1}]}""", "quantity" },
        { "positions", """{"positions":[{"symbol":"AAPL","quantity":1}]}""", "cost" },
        { "positions", """{"positions":[{"symbol":"AAPL","quantity":"many","cost":1}]}""", "JSON" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task An_invalid_list_is_rejected_and_changes_nothing(string kind, string body, string named)
    {
        using var ada = SharedApplications.With("Market:Instruments=3").ConnectAs("document-" + kind);

        await ProblemAssert.IsProblemAsync(await PutAsync(ada, $"/me/{kind}", body, null), HttpStatusCode.BadRequest, named);

        Assert.Equal($$"""{"{{kind}}":[]}""", await ada.GetStringAsync($"/me/{kind}", TestTimeout.Token));
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string body, EntityTagHeaderValue? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path);
        if (tag is not null)
            request.Headers.IfMatch.Add(tag);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, TestTimeout.Token);
    }
}
