using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Market.Feed;
using StockTicker.Web.Market.Replay;

namespace StockTicker.Web.Pages;

/// <summary>What every page says about where its prices come from.</summary>
/// <param name="Notice">A notice at the top; null for none.</param>
/// <param name="Footer">The note at the bottom.</param>
internal sealed record MarketOrigin(string? Notice, string Footer)
{
    /// <summary>Describes a source.</summary>
    public static MarketOrigin Of(IMarketSource source) => source switch
    {
        ReplayedMarket { State: { } state } => new MarketOrigin(
            $"Replay of {Time(state.Position)}{(state.HasEnded ? ", at its end" : state.IsPaused ? ", paused" : Speed(state.Speed))}. Prices are not current.",
            "Replayed market data. Prices are not current."),
        FedMarket => new MarketOrigin(null, "Prices as they were fed to this server."),
        _ => new MarketOrigin(null, "Simulated market data. Prices are not real."),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Speed(double speed) => speed switch
    {
        1 => "",
        double.PositiveInfinity => ", as fast as possible",
        _ => string.Create(CultureInfo.InvariantCulture, $", {speed} times as fast"),
    };
}
