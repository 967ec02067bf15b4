namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// How long a client is told to wait before it reconnects. The delay is jittered, so that the clients of a server that went away do
/// not all come back in the same moment; it is no part of the simulated market, hence no seed.
/// </summary>
internal static class RetryDelay
{
    /// <summary>The shortest, in milliseconds.</summary>
    public const int Min = 1500;

    /// <summary>
    /// The longest, in milliseconds: a client that just missed the server's return tries again this much later, and is to be live five
    /// seconds after it.
    /// </summary>
    public const int Max = 3500;

    /// <summary>From <see cref="Min"/> to <see cref="Max"/>.</summary>
    public static int Next() => Random.Shared.Next(Min, Max + 1);

    /// <summary>5 to 15 s, for a Retry-After that nothing more precise can be said about.</summary>
    public static int NextSeconds() => Random.Shared.Next(5, 16);
}
