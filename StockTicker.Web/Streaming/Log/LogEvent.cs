using System.Collections.Immutable;

namespace StockTicker.Web.Streaming.Log;

/// <summary>An event in the log. Immutable, so that it can be read from any thread.</summary>
internal abstract class LogEvent
{
    /// <summary>The sequence number in the log, across all channels. See <see cref="LogEpochs"/>.</summary>
    public required long Sequence { get; init; }

    /// <summary>The zero-based number in its ring, without gaps.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The encoded event, as sent to streams without a filter.</summary>
    public required Frame Frame { get; init; }

    /// <summary>The <see cref="TimeProvider"/> timestamp of real time at which it was published.</summary>
    public required long PublishedAt { get; init; }
}

/// <summary>A batch of quotes in the log.</summary>
internal sealed class QuotesEvent : LogEvent
{
    /// <summary>The sequence of the previous <c>quotes</c> event, or 0 for the first.</summary>
    public required long Previous { get; init; }

    /// <summary>The time of the batch.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The positions of the batch's quotes in the frame, in catalog order. The quotes themselves are not retained.</summary>
    public required QuoteSlice[] Slices { get; init; }

    /// <summary>The indexes of the instruments whose quotes in the frame have all fields (see <see cref="LatestQuote.Described"/>).</summary>
    public required ImmutableArray<int> Described { get; init; }

    /// <summary>The total number of quotes in all batches up to and including this one.</summary>
    public required long Updates { get; init; }

    /// <summary>The total size of all batches up to and including this one, in bytes of their frames.</summary>
    public required long Bytes { get; init; }

    /// <summary>The event compressed as part of its group, or null before first use. Set only by <see cref="GzipGroups"/>.</summary>
    public FrameBytes? Grouped { get; set; }

    /// <summary>Gets the JSON of the batch's quote at <paramref name="position"/>.</summary>
    public ReadOnlyMemory<byte> QuoteAt(int position) => Frame.Plain.Body.Slice(Slices[position].Start, Slices[position].Length);
}

/// <summary>An event of a channel other than <c>quotes</c>.</summary>
internal sealed class ChannelEvent : LogEvent
{
    /// <summary>The name of the channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The only recipient, or null if the event is for all subscribers of the channel.</summary>
    public required string? Owner { get; init; }

    /// <summary>The ordinal of the first <c>quotes</c> event after this one.</summary>
    public required long QuotesEnd { get; init; }

    /// <summary>
    /// The market as of this event, which a stream sends before it in place of the batches that it was not sent. Only the newest events
    /// keep it; for older ones it is null.
    /// </summary>
    public QuotesState? Quotes { get; set; }

    /// <summary>The event as sent before its stream's snapshot (see <see cref="StreamEventId.IsBeforeSnapshot"/>).</summary>
    public Frame BeforeSnapshot => _beforeSnapshot ??= new Frame(Frames.MarkBeforeSnapshot(Frame.Plain.Body.Span));

    private Frame? _beforeSnapshot;
}

/// <summary>The position of a quote in a frame.</summary>
/// <param name="Index">The index of the instrument.</param>
/// <param name="Start">The offset, in bytes.</param>
/// <param name="Length">The length, in bytes.</param>
internal readonly record struct QuoteSlice(int Index, int Start, int Length);
