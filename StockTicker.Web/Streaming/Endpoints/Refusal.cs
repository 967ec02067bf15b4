namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>The rejection of a stream.</summary>
/// <param name="Status">The status code: 429 or 503.</param>
/// <param name="Reason">The reason, as a sentence for the client.</param>
/// <param name="RetryAfter">The number of seconds to wait before retrying.</param>
internal readonly record struct Refusal(int Status, string Reason, int RetryAfter)
{
    /// <summary>The refusal while the server shuts down.</summary>
    public static readonly Refusal ShuttingDown = Unavailable("The server is shutting down.");

    /// <summary>Creates a refusal that asks the client to try again soon.</summary>
    public static Refusal Unavailable(string reason) => new(StatusCodes.Status503ServiceUnavailable, reason, RetryAfter: 2);
}
