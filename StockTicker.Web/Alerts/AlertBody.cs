using System.Text.Json.Serialization;

namespace StockTicker.Web.Alerts;

/// <summary>The body of a request to arm an alert.</summary>
/// <param name="Symbol">The symbol of the instrument, in any case.</param>
/// <param name="Condition"><c>above</c>, <c>below</c> or <c>percent</c>.</param>
/// <param name="Threshold">A price or, for <c>percent</c>, a percentage.</param>
internal sealed record AlertBody(
    string? Symbol, string? Condition, [property: JsonNumberHandling(JsonNumberHandling.Strict)] decimal? Threshold);

/// <summary>An alert in a response. Times are in Unix milliseconds of the market's clock.</summary>
/// <param name="Id">The id of the alert.</param>
/// <param name="Symbol">The symbol of the instrument.</param>
/// <param name="Decimals">The number of decimals of the instrument's prices.</param>
/// <param name="Condition"><c>above</c>, <c>below</c> or <c>percent</c>.</param>
/// <param name="Threshold">A price or, for <c>percent</c>, a percentage.</param>
/// <param name="Reference">The price when the alert was armed, which a percentage move is relative to.</param>
/// <param name="Armed">Whether the alert is armed; false after it has fired.</param>
/// <param name="ArmedAt">The time at which the alert was armed.</param>
/// <param name="FiredAt">The time at which the alert fired; omitted while it is armed.</param>
/// <param name="FiredPrice">The price at which the alert fired; omitted while it is armed.</param>
internal sealed record AlertResponse(
    long Id, string Symbol, int Decimals, string Condition, decimal Threshold, decimal Reference, bool Armed, long ArmedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? FiredAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? FiredPrice);
