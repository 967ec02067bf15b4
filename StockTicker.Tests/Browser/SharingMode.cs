namespace StockTicker.Tests.Browser;

/// <summary>How the tabs of a browser share a stream.</summary>
public enum SharingMode
{
    /// <summary>With a shared worker.</summary>
    Worker,

    /// <summary>Without a shared worker, through a leading tab.</summary>
    Leader,

    /// <summary>Not at all.</summary>
    None,
}
