namespace StockTicker.Web.Storage;

/// <summary>A JSON document of a user in the database, such as the positions.</summary>
internal sealed class StoredUserDocument
{
    /// <summary>The owner. See <see cref="Security.SignedInUser.Owner"/>.</summary>
    public required string Owner { get; init; }

    /// <summary>What it contains; a user has one document of each kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The document.</summary>
    public required string Content { get; set; }

    /// <summary>The version, which increases with each change.</summary>
    public long Version { get; set; }
}
