namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>
/// Creates the delay after which a client should reconnect. It is random, so that clients do not all reconnect at the same time after a
/// shutdown. It is not part of the simulated market and therefore not seeded.
/// </summary>
internal static class RetryDelay
{
    /// <summary>The minimum delay, in milliseconds.</summary>
    public const int Min = 1500;

    /// <summary>
    /// The maximum delay, in milliseconds. A client that has just missed the server's return retries after this delay and should be live
    /// within five seconds.
    /// </summary>
    public const int Max = 3500;

    /// <summary>Gets a random delay from <see cref="Min"/> to <see cref="Max"/>, in milliseconds.</summary>
    public static int Next() => Random.Shared.Next(Min, Max + 1);

    /// <summary>Gets a random delay of 5 to 15 seconds, for a <c>Retry-After</c> without a more precise time.</summary>
    public static int NextSeconds() => Random.Shared.Next(5, 16);
}
