using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The state of a trading session.</summary>
public enum MarketState
{
    /// <summary>The session is open.</summary>
    Open,

    /// <summary>The session is closed.</summary>
    Closed,

    /// <summary>Trading is halted in every instrument.</summary>
    Halted,
}

/// <summary>The state of the market and its individually halted instruments.</summary>
/// <param name="State">The state of the session.</param>
/// <param name="Halted">The individually halted instruments.</param>
public sealed record MarketStatus(MarketState State, ImmutableArray<Symbol> Halted)
{
    /// <summary>An open market with no halts.</summary>
    public static readonly MarketStatus Open = new(MarketState.Open, []);
}
