namespace StockTicker.Web.Storage;

/// <summary>A sign-in that ended before its cookie expired, in the database.</summary>
internal sealed class StoredSignOut
{
    /// <summary>The id of the sign-in, from its cookie.</summary>
    public required string Id { get; init; }

    /// <summary>The time at which the cookie expires, in Unix seconds.</summary>
    public required long Expires { get; init; }
}
