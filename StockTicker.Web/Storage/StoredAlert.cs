namespace StockTicker.Web.Storage;

/// <summary>A user's price alert as it is kept.</summary>
internal sealed class StoredAlert
{
    /// <summary>Its number.</summary>
    public long Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>The instrument's symbol.</summary>
    public required string Symbol { get; init; }

    /// <summary>What is waited for.</summary>
    public required AlertCondition Condition { get; init; }

    /// <summary>A price or, for <see cref="AlertCondition.Percent"/>, per cent.</summary>
    public required decimal Threshold { get; init; }

    /// <summary>The price when it was armed.</summary>
    public required decimal Reference { get; set; }

    /// <summary>When it was armed, in Unix milliseconds of the market's time.</summary>
    public required long ArmedAt { get; set; }

    /// <summary>When it fired; null while it is armed.</summary>
    public long? FiredAt { get; set; }

    /// <summary>The price that it fired at.</summary>
    public decimal? FiredPrice { get; set; }
}
