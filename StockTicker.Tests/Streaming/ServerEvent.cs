using System.Text.Json;

namespace StockTicker.Tests.Streaming;

/// <summary>One event as received.</summary>
/// <param name="Type">The <c>event:</c> field.</param>
/// <param name="Id">The <c>id:</c> field; null if there was none.</param>
/// <param name="Json">The text of the <c>data:</c> fields, joined with line feeds.</param>
public sealed record ServerEvent(string Type, string? Id, string Json)
{
    /// <summary>The data.</summary>
    public JsonElement Data { get; } = JsonDocument.Parse(Json).RootElement;

    /// <summary>The sequence in the id.</summary>
    public long Sequence => long.Parse(Id!.Split('-')[1].TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A text property of the data.</summary>
    public string? Text(string property) => Data.GetProperty(property).GetString();

    /// <summary>A whole number of the data.</summary>
    public long Number(string property) => Data.GetProperty(property).GetInt64();

    /// <summary>The quotes of the data by symbol.</summary>
    public IReadOnlyDictionary<string, JsonElement> Quotes =>
        Data.GetProperty("quotes").EnumerateArray().ToDictionary(quote => quote.GetProperty("symbol").GetString()!);
}
