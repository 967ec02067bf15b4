namespace StockTicker.Web.Storage;

/// <summary>A user's watchlist as it is kept.</summary>
internal sealed class StoredWatchlist
{
    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>The symbols, in the order in which they were added.</summary>
    public required List<string> Symbols { get; set; }

    /// <summary>How often it was changed.</summary>
    public long Version { get; set; }
}
