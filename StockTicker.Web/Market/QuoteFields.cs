using System.Collections.Immutable;
using static StockTicker.Web.Market.QuoteField;
using static StockTicker.Web.Market.QuoteFieldKind;

namespace StockTicker.Web.Market;

/// <summary>The fields of a quote. JSON, CSV, the API description, and the board follow this table.</summary>
public static class QuoteFields
{
    /// <summary>All fields in the order of the wire.</summary>
    public static ImmutableArray<QuoteField> All { get; } =
    [
        Text("symbol", instrument => instrument.Symbol.Value, "The instrument.", isConstant: false),
        Text("name", instrument => instrument.Name, "The company."),
        Text("sector", instrument => instrument.Sector, "Its sector."),
        Number("price", Price, quote => quote.Price, "Last trade."),
        Number("change", Change, quote => quote.Change, "Price less previous close, with the decimals of the price."),
        Number("changePercent", Percent, quote => quote.ChangePercent, "Change in per cent of the previous close, two decimals."),
        Number("bid", Price, quote => quote.Bid, "Best bid."),
        Number("ask", Price, quote => quote.Ask, "Best ask."),
        Whole("bidSize", Count, quote => quote.BidSize, "Shares wanted at the bid."),
        Whole("askSize", Count, quote => quote.AskSize, "Shares offered at the ask."),
        Number("open", Price, quote => quote.Open, "First price of the session.", isConstant: true),
        Number("high", Price, quote => quote.High, "Highest price of the session."),
        Number("low", Price, quote => quote.Low, "Lowest price of the session."),
        Number("previousClose", Price, quote => quote.Instrument.PreviousClose, "Last price of the previous session.", isConstant: true),
        Whole("volume", Compact, quote => quote.Volume, "Shares traded in the session."),
        Number("vwap", Price, quote => quote.Vwap, "Volume-weighted average price of the session."),
        Whole("time", Time, quote => quote.Time.ToUnixTimeMilliseconds(), "When this quote was made."),
    ];

    /// <summary>The field with this name; null if there is none.</summary>
    public static QuoteField? Find(string name) => All.FirstOrDefault(field => field.Name == name);
}
