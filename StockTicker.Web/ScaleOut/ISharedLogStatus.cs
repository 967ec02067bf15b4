namespace StockTicker.Web.ScaleOut;

/// <summary>Whether the log that instances share can be used.</summary>
internal interface ISharedLogStatus
{
    /// <summary>Why it cannot be used, or null.</summary>
    string? Problem { get; }
}

/// <summary>A log in memory, which can always be used.</summary>
internal sealed class LocalLogStatus : ISharedLogStatus
{
    /// <inheritdoc/>
    public string? Problem => null;
}
