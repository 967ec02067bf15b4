using System.Collections.Immutable;
using StockTicker.Domain;
using static StockTicker.Web.Market.QuoteField;
using static StockTicker.Web.Market.QuoteFieldKind;

namespace StockTicker.Web.Market;

/// <summary>The fields of a quote. JSON, CSV, the API description, and the board follow this table.</summary>
public static class QuoteFields
{
    /// <summary>All fields in the order of the wire.</summary>
    public static ImmutableArray<QuoteField> All { get; } =
    [
        Text("symbol", instrument => instrument.Symbol.Value, "The instrument.", isConstant: false) with { IsAlwaysKnown = true },
        Text("name", instrument => instrument.Name, "The company.") with { IsAlwaysKnown = true },
        Text("sector", instrument => instrument.Sector, "Its sector."),
        Text("currency", instrument => instrument.Currency == Currency.Dollar ? null : instrument.Currency,
            "The currency of all prices; absent for US dollars.") with { HasDefault = true },
        Number("tickSize", QuoteFieldKind.TickSize, quote => UnusualTickSize(quote.Instrument),
            "The smallest price increment, whose decimals all prices have; absent if it is that of a US share, by the previous close: 0.01 from one dollar, 0.0001 below.",
            isConstant: true) with { HasDefault = true },
        Number("price", Price, quote => quote.Price, "Last trade."),
        Number("change", Change, quote => quote.Change, "Price less previous close, with the decimals of the price."),
        Number("changePercent", Percent, quote => quote.ChangePercent,
            "Change in per cent of the previous close, or of its absolute value if it is negative, two decimals; absent if it is 0."),
        Number("bid", Price, quote => quote.Bid, "Best bid."),
        Number("ask", Price, quote => quote.Ask, "Best ask."),
        Number("bidSize", Count, quote => quote.BidSize, "Shares or units wanted at the bid."),
        Number("askSize", Count, quote => quote.AskSize, "Shares or units offered at the ask."),
        Number("open", Price, quote => quote.Open, "First price of the session.", isConstant: true),
        Number("high", Price, quote => quote.High, "Highest price of the session."),
        Number("low", Price, quote => quote.Low, "Lowest price of the session."),
        Number("previousClose", Price, quote => quote.Instrument.PreviousClose, "Last price of the previous session.", isConstant: true),
        Number("volume", Compact, quote => quote.Volume, "Shares or units traded in the session.") with { IsAlwaysKnown = true },
        Number("vwap", Price, quote => quote.Vwap, "Volume-weighted average price of the session."),
        Whole("time", Time, quote => quote.Time.ToUnixTimeMilliseconds(), "When this quote was made.") with { IsAlwaysKnown = true },
    ];

    /// <summary>The field with this name; null if there is none.</summary>
    public static QuoteField? Find(string name) => All.FirstOrDefault(field => field.Name == name);

    /// <summary>The fields of a market's instruments: without those for which the default holds for all.</summary>
    internal static ImmutableArray<QuoteField> Of(BookSnapshot book) =>
        [.. All.Where(field => !field.HasDefault || book.Quotes.Any(quote => field.ValueOf(quote) is not null))];

    private static decimal? UnusualTickSize(Instrument instrument) =>
        instrument.PreviousClose is { } close && instrument.TickSize == Domain.TickSize.For(close) ? null : instrument.TickSize;
}
