namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>The instances that share the market.</summary>
internal interface IInstances
{
    /// <summary>All instances, ordered by name, or null if this process has a market of its own.</summary>
    IReadOnlyList<InstanceStats>? All { get; }

    /// <summary>The state of this process as an instance, or null if it has a market of its own.</summary>
    InstanceFigures? Own { get; }

    /// <summary>Gets the number of subscribers of a channel on all other instances.</summary>
    int OtherSubscribers(string channel);

    /// <summary>Waits, for a limited time, until this process has an event that the client has received from another instance.</summary>
    /// <param name="cursor">The client's cursor, or null.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    ValueTask CatchUpAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>Asks all other instances, and waits for their answers for a limited time.</summary>
    /// <param name="kind">The kind of the question.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="any">Whether one answer is enough.</param>
    Task<Answers> AskAsync(string kind, string argument, TimeSpan patience, bool any = false);

    /// <summary>Disconnects the streams with a handle on all other instances, and returns their number.</summary>
    ValueTask<int> DisconnectAsync(string handle, Disconnection how);
}

/// <summary>The state of an instance.</summary>
/// <param name="Lag">For how long it has lacked the newest event; zero if it has it.</param>
/// <param name="LagEvents">How many events it lacks.</param>
/// <param name="Leads">Whether it moves the market.</param>
/// <param name="Refused">How many of its updates have been refused because another instance moved the market.</param>
/// <param name="Read">How many events it has read from the shared log.</param>
internal readonly record struct InstanceFigures(TimeSpan Lag, long LagEvents, bool Leads, long Refused, long Read);

/// <summary>Answers of instances to a question.</summary>
/// <param name="Given">The answers.</param>
/// <param name="Silent">The names of the instances that run and have not answered.</param>
internal sealed record Answers(IReadOnlyList<string> Given, IReadOnlyList<string> Silent);

/// <summary>A process that has a market of its own.</summary>
internal sealed class NoInstances : IInstances
{
    /// <inheritdoc/>
    public IReadOnlyList<InstanceStats>? All => null;

    /// <inheritdoc/>
    public InstanceFigures? Own => null;

    /// <inheritdoc/>
    public int OtherSubscribers(string channel) => 0;

    /// <inheritdoc/>
    public ValueTask CatchUpAsync(string? cursor, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public Task<Answers> AskAsync(string kind, string argument, TimeSpan patience, bool any = false) => Task.FromResult(new Answers([], []));

    /// <inheritdoc/>
    public ValueTask<int> DisconnectAsync(string handle, Disconnection how) => ValueTask.FromResult(0);
}
