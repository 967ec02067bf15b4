namespace StockTicker.Web.Streaming.Log;

/// <summary>A channel that always exists.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it carries, for the API description.</param>
internal sealed record BuiltInChannel(string Name, string Description)
{
    /// <summary>Whether operators may publish to it. Otherwise only the server does.</summary>
    public bool AcceptsBroadcasts { get; init; }

    /// <summary>Whether a stream with it needs a signed-in user.</summary>
    public bool NeedsUser { get; init; }

    /// <summary>Whether its events go through <see cref="EventLog.Channels"/>, which keeps them for resumption and history.</summary>
    public bool HasHistory { get; init; }

    /// <summary>
    /// For a channel without a publisher: how often each stream gets an event that has the channel's name as its type, and the time.
    /// </summary>
    public TimeSpan? Period { get; init; }
}
