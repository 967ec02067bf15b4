namespace StockTicker.Web.Storage;

/// <summary>A user's price alert in the database.</summary>
internal sealed class StoredAlert
{
    /// <summary>The id of the alert.</summary>
    public long Id { get; init; }

    /// <summary>The owner. See <see cref="Security.SignedInUser.Owner"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>The symbol of the instrument.</summary>
    public required string Symbol { get; init; }

    /// <summary>The condition under which it fires.</summary>
    public required AlertCondition Condition { get; init; }

    /// <summary>A price or, for <see cref="AlertCondition.Percent"/>, a percentage.</summary>
    public required decimal Threshold { get; init; }

    /// <summary>The price when the alert was armed.</summary>
    public required decimal Reference { get; set; }

    /// <summary>The time at which the alert was armed, in Unix milliseconds of the market's clock.</summary>
    public required long ArmedAt { get; set; }

    /// <summary>The time at which the alert fired, in Unix milliseconds of the market's clock, or null while it is armed.</summary>
    public long? FiredAt { get; set; }

    /// <summary>The price at which the alert fired, or null while it is armed.</summary>
    public decimal? FiredPrice { get; set; }
}
