namespace StockTicker.Web.Streaming.Log;

/// <summary>The newest encoded quote of an instrument.</summary>
/// <param name="Sequence">The sequence of the event that contains it, or 0 for the opening.</param>
/// <param name="Updates">The number of events so far that contain a quote of the instrument.</param>
/// <param name="Json">The quote in the form of a <c>quotes</c> event: a slice of the event's frame.</param>
internal sealed record LatestQuote(long Sequence, long Updates, ReadOnlyMemory<byte> Json)
{
    public static readonly LatestQuote Opening = new(0, 0, default);
}
