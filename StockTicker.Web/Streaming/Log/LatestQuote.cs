namespace StockTicker.Web.Streaming.Log;

/// <summary>The newest encoded quote of an instrument.</summary>
/// <param name="Sequence">The sequence of the event that contains it, or 0 for the opening.</param>
/// <param name="Updates">The number of events so far that contain a quote of the instrument.</param>
/// <param name="Time">The time of that event's batch.</param>
/// <param name="Described">
/// The sequence of the newest event whose quote of the instrument has all fields, because it was listed then or a field changed that is
/// otherwise constant; 0 for none.
/// </param>
/// <param name="Json">The quote in the form of a <c>quotes</c> event: a slice of the event's frame.</param>
internal sealed record LatestQuote(long Sequence, long Updates, DateTimeOffset Time, long Described, ReadOnlyMemory<byte> Json)
{
    public static readonly LatestQuote Opening = new(0, 0, default, 0, default);
}
