namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>The instances that share the market.</summary>
internal interface IInstances
{
    /// <summary>All instances, ordered by name, or null if this process has a market of its own.</summary>
    IReadOnlyList<InstanceStats>? All { get; }

    /// <summary>Gets the number of subscribers of a channel on all other instances.</summary>
    int OtherSubscribers(string channel);

    /// <summary>Waits, for a limited time, until this process has an event that the client has received from another instance.</summary>
    /// <param name="cursor">The client's cursor, or null.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    ValueTask CatchUpAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>Disconnects the streams with a handle on all other instances, and returns their number.</summary>
    ValueTask<int> DisconnectAsync(string handle, Disconnection how);
}

/// <summary>A process that has a market of its own.</summary>
internal sealed class NoInstances : IInstances
{
    /// <inheritdoc/>
    public IReadOnlyList<InstanceStats>? All => null;

    /// <inheritdoc/>
    public int OtherSubscribers(string channel) => 0;

    /// <inheritdoc/>
    public ValueTask CatchUpAsync(string? cursor, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<int> DisconnectAsync(string handle, Disconnection how) => ValueTask.FromResult(0);
}
