using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StockTicker.Tests.Api;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Market;
using StockTicker.Web.Pages;

namespace StockTicker.Tests.Quotes;

/// <summary>Everything that shows the fields of a quote follows one table.</summary>
public sealed partial class QuoteFieldTests
{
    private static readonly string[] Described = [.. QuoteFields.All.Select(item => item.Name)];
    private static readonly string[] All = [.. QuoteFields.All.Where(item => !item.HasDefault).Select(item => item.Name)];
    private static readonly string[] Changing = [.. QuoteFields.All.Where(item => !item.IsConstant).Select(item => item.Name)];

    [Fact]
    public async Task Json_has_the_fields_in_order()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        await using var stream = await EventReader.OpenAsync(client, "/stream");

        var snapshot = await stream.NextAsync("snapshot");
        await client.StepAsync();
        var update = await stream.NextAsync("quotes");

        Assert.All(snapshot.Quotes.Values, quote => Assert.Equal(All, Keys(quote)));
        Assert.All(update.Quotes.Values, quote => Assert.Equal(Changing, Keys(quote)));
        Assert.Equal(All, Keys(await client.GetJsonAsync("/quotes/AAPL")));
    }

    [Fact]
    public async Task Csv_has_the_fields_in_order_with_the_same_numbers_as_json()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/quotes?symbols=AAPL") { Headers = { { "Accept", "text/csv" } } };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n");
        var json = await client.GetJsonAsync("/quotes/AAPL");

        Assert.Equal(All, lines[0].Split(','));
        Assert.Equal(json.EnumerateObject().Select(property => property.Value.ToString()), lines[1].Split(','));
    }

    [Fact]
    public async Task The_schemas_have_the_fields_in_order()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        var api = await DescribedApi.ReadAsync(client);

        Assert.Equal(Described, Keys(api.Schemas.GetProperty("Quote").GetProperty("properties")));
        // Constant fields come with the first quote of an instrument that has just been listed.
        var update = api.Schemas.GetProperty("QuoteUpdate");
        Assert.Equal(Described, Keys(update.GetProperty("properties")));
        Assert.Equal(
            QuoteFields.All.Where(item => item is { IsAlwaysKnown: true, IsConstant: false }).Select(item => item.Name),
            update.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.All(QuoteFields.All, item => Assert.StartsWith(
            item.Description,
            api.Schemas.GetProperty("Quote").GetProperty("properties").GetProperty(item.Name).GetProperty("description").GetString(),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_have_the_columns_in_order_with_the_formats_of_the_fields()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();

        var html = await client.GetStringAsync("/", TestContext.Current.CancellationToken);
        var quote = await client.GetJsonAsync("/quotes/AAPL");

        Assert.Equal(BoardColumn.All.Select(column => column.Name), Sort().Matches(html).Select(match => match.Groups[1].Value));
        var row = Row().Match(html).Value;
        var cells = Cell().Matches(row);
        var shown = BoardColumn.All.Select(column => column.Field).OfType<QuoteField>().Where(item => item.Kind != QuoteFieldKind.Text);
        Assert.Equal(
            shown.Select(item => (item.Name, Display.FormatOf(item.Kind), quote.GetProperty(item.Name).GetRawText())),
            cells.Select(match => (match.Groups["field"].Value, match.Groups["format"].Value, match.Groups["value"].Value)));
        Assert.All(cells.Zip(shown), pair => Assert.Equal(
            Display.Value(pair.Second.Kind, decimal.Parse(pair.First.Groups["value"].Value, CultureInfo.InvariantCulture)),
            System.Net.WebUtility.HtmlDecode(pair.First.Groups["words"].Value)));
    }

    [Fact]
    public async Task A_style_sheet_can_hide_each_optional_column()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();

        var css = await client.GetStringAsync("/css/board/quotes-table.css", TestContext.Current.CancellationToken);

        Assert.All(BoardColumn.All.Where(column => column.IsOptional), column => Assert.Contains(
            $":root[data-hide~=\"{column.Name}\"] .quotes :is(.{column.Name}, [data-field=\"{column.Name}\"])", css, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    [GeneratedRegex("""data-sort="(\w+)""")]
    private static partial Regex Sort();

    [GeneratedRegex("""<tr role="row" data-symbol="AAPL".*?</tr>""", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("""data-field="(?<field>\w+)" data-format="(?<format>\w+)" data-value="(?<value>[^"]*)"[^>]*>(?<words>[^<]*)<""")]
    private static partial Regex Cell();
}
