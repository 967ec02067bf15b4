using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The quotes and trades that the price model generates for one point in time.</summary>
/// <param name="Time">The time of the move. Moves are in order of time.</param>
/// <param name="Quotes">The new quotes, one for each instrument that traded, in catalog order.</param>
/// <param name="Trades">The trades that led to the quotes, oldest first.</param>
public sealed record MarketMove(DateTimeOffset Time, ImmutableArray<Quote> Quotes, ImmutableArray<Trade> Trades);
