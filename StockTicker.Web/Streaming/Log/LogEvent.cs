namespace StockTicker.Web.Streaming.Log;

/// <summary>An event in the log. It never changes, so that everybody can read it at once.</summary>
internal abstract class LogEvent
{
    /// <summary>Its number in the log, over all channels.</summary>
    public required long Sequence { get; init; }

    /// <summary>Its number in its ring, from 0 without a gap.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The whole event as it goes over the wire to whoever wants all of it, encoded once.</summary>
    public required Frame Frame { get; init; }

    /// <summary>When it was published, as a <see cref="TimeProvider"/> timestamp of real time.</summary>
    public required long PublishedAt { get; init; }
}

/// <summary>A batch of quotes in the log.</summary>
internal sealed class QuotesEvent : LogEvent
{
    /// <summary>The sequence of the <c>quotes</c> event before it; 0 for the first.</summary>
    public required long Previous { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where each of the batch's quotes stands in the frame, in catalog order. The quotes themselves are not kept.</summary>
    public required QuoteSlice[] Slices { get; init; }

    /// <summary>How many quotes all batches up to and with this one had.</summary>
    public required long Updates { get; init; }

    /// <summary>The event compressed as one of its group, by <see cref="GzipGroups"/> alone; null until somebody takes it so.</summary>
    public FrameBytes? Grouped { get; set; }

    /// <summary>The JSON of the batch's quote at <paramref name="position"/>.</summary>
    public ReadOnlyMemory<byte> QuoteAt(int position) => Frame.Plain.Body.Slice(Slices[position].Start, Slices[position].Length);
}

/// <summary>An event of a channel other than the market's.</summary>
internal sealed class ChannelEvent : LogEvent
{
    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>Whose it is alone; null where it is for everybody on the channel.</summary>
    public required string? Owner { get; init; }
}

/// <summary>A quote in a frame.</summary>
/// <param name="Index">Its instrument's.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct QuoteSlice(int Index, int Start, int Length);

/// <summary>A part of a frame, in bytes.</summary>
internal readonly record struct FrameSlice(int Start, int Length);
