using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.ScaleOut;

/// <summary>What instances tell each other apart from the log. An order may be lost while Redis cannot be reached.</summary>
internal interface IOrders
{
    /// <summary>Whether there may be other instances.</summary>
    bool IsShared { get; }

    /// <summary>Raised with the kind and the argument of each order of another instance. Handlers must be fast.</summary>
    event Action<string, string>? Received;

    /// <summary>Raised after orders may have been lost.</summary>
    event Action? Restored;

    /// <summary>Tells all other instances. Does not throw if Redis cannot be reached.</summary>
    Task TellAsync(string kind, string argument);

    /// <summary>Sets how this instance answers questions of a kind, with null for no answer. Other instances ask by <see cref="IInstances"/>.</summary>
    void Answer(string kind, Func<string, Task<string?>> answer);
}

/// <summary>A process without other instances.</summary>
internal sealed class LocalOrders : IOrders
{
    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public event Action<string, string>? Received
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public event Action? Restored
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public Task TellAsync(string kind, string argument) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Answer(string kind, Func<string, Task<string?>> answer)
    {
    }
}
