using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>The state of a trading session.</summary>
public enum MarketState
{
    /// <summary>Instruments trade.</summary>
    Open,

    /// <summary>Outside the session.</summary>
    Closed,

    /// <summary>Trading is suspended in every instrument.</summary>
    Halted,
}

/// <summary>Whether the market trades, and which instruments alone do not.</summary>
/// <param name="State">The session's state.</param>
/// <param name="Halted">Instruments in which alone trading is suspended.</param>
public sealed record MarketStatus(MarketState State, ImmutableArray<Symbol> Halted)
{
    /// <summary>Everything trades.</summary>
    public static readonly MarketStatus Open = new(MarketState.Open, []);
}
