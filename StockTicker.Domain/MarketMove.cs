using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The quotes and trades that the market's source delivers for one point in time.</summary>
/// <param name="Time">The time of the move. Moves are in order of time.</param>
/// <param name="Quotes">The new quotes, one for each instrument that traded, in catalog order.</param>
/// <param name="Trades">The trades that led to the quotes, oldest first.</param>
public sealed record MarketMove(DateTimeOffset Time, ImmutableArray<Quote> Quotes, ImmutableArray<Trade> Trades)
{
    /// <summary>What is known of trades only in bars, oldest first. The default is none.</summary>
    public ImmutableArray<Bar> Bars { get; init; } = [];

    /// <summary>Whether the session begins anew with this move, so that what was recorded of it no longer counts.</summary>
    public bool BeginsSession { get; init; }
}
