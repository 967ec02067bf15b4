using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>What the price model lets happen at one moment.</summary>
/// <param name="Time">The moment; no later move has an earlier one.</param>
/// <param name="Quotes">The new quote of each instrument that traded, one per instrument, in catalog order.</param>
/// <param name="Trades">The trades behind them, oldest first.</param>
public sealed record MarketMove(DateTimeOffset Time, ImmutableArray<Quote> Quotes, ImmutableArray<Trade> Trades);
