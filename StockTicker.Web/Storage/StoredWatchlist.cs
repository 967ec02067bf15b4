namespace StockTicker.Web.Storage;

/// <summary>A user's watchlist in the database.</summary>
internal sealed class StoredWatchlist
{
    /// <summary>The owner. See <see cref="Security.SignedInUser.Owner"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>The symbols, in the user's order.</summary>
    public required List<string> Symbols { get; set; }

    /// <summary>The version, which increases with each change.</summary>
    public long Version { get; set; }
}
