using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>An armed alert.</summary>
/// <param name="Id">The id of the alert.</param>
/// <param name="Owner">The owner. See <see cref="Security.SignedInUser.Owner"/>.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Condition">The condition under which it fires.</param>
/// <param name="Threshold">A price or, for <see cref="AlertCondition.Percent"/>, a percentage.</param>
/// <param name="Reference">The price when the alert was armed. A percentage is of its absolute value.</param>
internal sealed record ArmedAlert(
    long Id, string Owner, Instrument Instrument, AlertCondition Condition, decimal Threshold, decimal Reference)
{
    /// <summary>The price at or above which the alert fires, or null if there is none.</summary>
    public decimal? Ceiling => Condition switch
    {
        AlertCondition.Above => Threshold,
        AlertCondition.Percent => Reference + Math.Abs(Reference) * Threshold / 100,
        _ => null,
    };

    /// <summary>The price at or below which the alert fires, or null if there is none.</summary>
    public decimal? Floor => Condition switch
    {
        AlertCondition.Below => Threshold,
        AlertCondition.Percent => Reference - Math.Abs(Reference) * Threshold / 100,
        _ => null,
    };
}
