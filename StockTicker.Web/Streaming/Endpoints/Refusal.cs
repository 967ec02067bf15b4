namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Why a stream is refused.</summary>
/// <param name="Status">429 or 503.</param>
/// <param name="Reason">A sentence for the client.</param>
/// <param name="RetryAfter">Seconds to wait.</param>
internal readonly record struct Refusal(int Status, string Reason, int RetryAfter);
