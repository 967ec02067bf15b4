namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// Publishes events of the channels other than <c>quotes</c>: numbers them and brings them into the log, in memory or on every instance.
/// </summary>
internal interface IEventPublisher
{
    /// <summary>Publishes an event and returns its id. When it returns, the event is in the log of this process.</summary>
    /// <param name="message">The event.</param>
    /// <param name="cancellationToken">Cancels waiting. The event may be published nevertheless.</param>
    ValueTask<StreamEventId> PublishAsync(PublishedMessage message, CancellationToken cancellationToken);
}

/// <summary>An event of a channel other than <c>quotes</c>.</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Data">The data, which is serialized as a JSON object.</param>
/// <param name="Owner">The only recipient, or null if the event is for all subscribers of the channel.</param>
internal readonly record struct PublishedMessage(string Channel, string Type, object Data, string? Owner = null)
{
    /// <summary>How long the result of a message with a <see cref="OnceKey"/> is kept.</summary>
    public static readonly TimeSpan OnceRetention = TimeSpan.FromMinutes(10);

    /// <summary>If set, a message with the same key is published once on all instances, and later ones get its id.</summary>
    public string? OnceKey { get; init; }

    /// <summary>What is kept with the id.</summary>
    public string? Note { get; init; }
}

/// <summary>Publishes in memory: an event is in the log at once.</summary>
internal sealed class LocalPublisher(EventLog log) : IEventPublisher
{
    /// <inheritdoc/>
    public ValueTask<StreamEventId> PublishAsync(PublishedMessage message, CancellationToken cancellationToken) => ValueTask.FromResult(
        message.Owner is null ? log.Publish(message.Channel, message.Type, message.Data) : log.PublishTo(message.Owner, message.Type, message.Data));
}
