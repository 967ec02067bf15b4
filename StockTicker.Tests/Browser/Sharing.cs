namespace StockTicker.Tests.Browser;

/// <summary>What the tabs of a browser have to share a stream with.</summary>
public enum Sharing
{
    /// <summary>A shared worker.</summary>
    Worker,

    /// <summary>No shared worker; one of the tabs leads.</summary>
    Leader,

    /// <summary>Nothing.</summary>
    None,
}
