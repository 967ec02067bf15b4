namespace StockTicker.Web.Streaming.Log;

/// <summary>An encoded <c>snapshot</c> event.</summary>
/// <param name="Frame">The whole event.</param>
/// <param name="QuotesSlice">The position of the JSON array of quotes.</param>
internal sealed record SnapshotFrame(Frame Frame, FrameSlice QuotesSlice)
{
    /// <summary>The JSON array of quotes.</summary>
    public ReadOnlyMemory<byte> Quotes => Frame.Plain.Body.Slice(QuotesSlice.Start, QuotesSlice.Length);
}
