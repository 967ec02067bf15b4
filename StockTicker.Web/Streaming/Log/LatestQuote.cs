namespace StockTicker.Web.Streaming.Log;

/// <summary>An instrument's newest quote, as the log knows it.</summary>
/// <param name="Sequence">The event that brought it; 0 at the opening.</param>
/// <param name="Updates">How many events have brought one of this instrument so far.</param>
/// <param name="Json">The quote as a <c>quotes</c> event has it: a slice of that event's frame.</param>
internal sealed record LatestQuote(long Sequence, long Updates, ReadOnlyMemory<byte> Json)
{
    public static readonly LatestQuote Opening = new(0, 0, default);
}
