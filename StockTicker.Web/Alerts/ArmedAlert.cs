using StockTicker.Domain;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Alerts;

/// <summary>An alert that waits for its price.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Instrument">The instrument.</param>
/// <param name="Condition">What it waits for.</param>
/// <param name="Threshold">A price or, for <see cref="AlertCondition.Percent"/>, per cent.</param>
/// <param name="Reference">The price when it was armed.</param>
internal sealed record ArmedAlert(
    long Id, string Owner, Instrument Instrument, AlertCondition Condition, decimal Threshold, decimal Reference)
{
    /// <summary>It fires at this price and above; null where no price is too high.</summary>
    public decimal? Ceiling => Condition switch
    {
        AlertCondition.Above => Threshold,
        AlertCondition.Percent => Reference * (1 + Threshold / 100),
        _ => null,
    };

    /// <summary>It fires at this price and below; null where no price is too low.</summary>
    public decimal? Floor => Condition switch
    {
        AlertCondition.Below => Threshold,
        AlertCondition.Percent => Reference * (1 - Threshold / 100),
        _ => null,
    };
}
