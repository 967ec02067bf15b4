using System.Text.Json.Serialization;

namespace StockTicker.Web.Alerts;

/// <summary>An alert as it is sent.</summary>
/// <param name="Symbol">The instrument's symbol, in any case.</param>
/// <param name="Condition"><c>above</c>, <c>below</c> or <c>percent</c>.</param>
/// <param name="Threshold">A price or, for <c>percent</c>, per cent.</param>
internal sealed record AlertBody(
    string? Symbol, string? Condition, [property: JsonNumberHandling(JsonNumberHandling.Strict)] decimal? Threshold);

/// <summary>An alert as it is answered; times in Unix milliseconds of the market's clock.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Symbol">The instrument's symbol.</param>
/// <param name="Condition"><c>above</c>, <c>below</c> or <c>percent</c>.</param>
/// <param name="Threshold">A price or, for <c>percent</c>, per cent.</param>
/// <param name="Reference">The price when it was armed: what a percent move is measured against.</param>
/// <param name="Armed">Whether it waits; false once it has fired.</param>
/// <param name="ArmedAt">When it was armed.</param>
/// <param name="FiredAt">When it fired; left out while it is armed.</param>
/// <param name="FiredPrice">The price that it fired at; left out while it is armed.</param>
internal sealed record AlertResponse(
    long Id, string Symbol, string Condition, decimal Threshold, decimal Reference, bool Armed, long ArmedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? FiredAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? FiredPrice);
