using StockTicker.Domain;

namespace StockTicker.Web.Market;

/// <summary>Brings the moves of the market source into the book, and publishes them.</summary>
public interface IMarketOutput
{
    /// <summary>
    /// Gets whether this process moves the market now. If another one does, its moves are published here without the source. Call it before
    /// each move of the source, which is set to the state of the market if that came from elsewhere.
    /// </summary>
    ValueTask<bool> MayMoveAsync(CancellationToken cancellationToken);

    /// <summary>Publishes a move. Returns false if it may not have been published, so that the source must not go on from it.</summary>
    ValueTask<bool> PublishAsync(MarketMove move, CancellationToken cancellationToken);
}

/// <summary>Publishes in memory: a move is in the book and has been published when it returns.</summary>
internal sealed class LocalMarketOutput(StockBook book, StockHub hub) : IMarketOutput
{
    /// <inheritdoc/>
    public ValueTask<bool> MayMoveAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask<bool> PublishAsync(MarketMove move, CancellationToken cancellationToken)
    {
        hub.Publish(book.Apply(move));
        return ValueTask.FromResult(true);
    }
}
