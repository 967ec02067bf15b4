namespace StockTicker.Web.Streaming.Log;

/// <summary>A <c>snapshot</c> event as bytes.</summary>
/// <param name="Frame">The whole event.</param>
/// <param name="QuotesSlice">Where in it the JSON array of quotes stands.</param>
internal sealed record SnapshotFrame(Frame Frame, FrameSlice QuotesSlice)
{
    /// <summary>The JSON array of quotes, without the event around it.</summary>
    public ReadOnlyMemory<byte> Quotes => Frame.Plain.Body.Slice(QuotesSlice.Start, QuotesSlice.Length);
}
