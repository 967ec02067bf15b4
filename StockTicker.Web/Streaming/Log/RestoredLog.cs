using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>The state of a log that another process has.</summary>
/// <param name="Id">The newest event of any channel.</param>
/// <param name="QuotesId">The newest <c>quotes</c> event.</param>
/// <param name="Book">The book as of the newest event.</param>
/// <param name="Events">The retained events up to the newest, in order.</param>
/// <param name="QuotesAreTrimmed">Whether there were older <c>quotes</c> events, which are not retained.</param>
/// <param name="ChannelsAreTrimmed">Whether there were older events of other channels, which are not retained.</param>
internal sealed record RestoredLog(
    StreamEventId Id, StreamEventId QuotesId, BookSnapshot Book, IReadOnlyList<RestoredEvent> Events, bool QuotesAreTrimmed, bool ChannelsAreTrimmed);

/// <summary>An event of a log that another process has: either quotes, or an event of another channel.</summary>
internal sealed record RestoredEvent(StreamEventId Id)
{
    /// <summary>The time of a batch.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The quotes of a batch.</summary>
    public EncodedQuotes Quotes { get; init; }

    /// <summary>The name of another channel, or null.</summary>
    public string? Channel { get; init; }

    /// <summary>The only recipient, or null.</summary>
    public string? Owner { get; init; }

    /// <summary>The event of another channel, without its id.</summary>
    public ReadOnlyMemory<byte> Frame { get; init; }
}
