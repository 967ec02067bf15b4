using System.Globalization;
using System.Text;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Writes quotes as CSV (RFC 4180): a header line, then one line per instrument with the fields of a quote in the wire's order.</summary>
internal static class QuoteCsv
{
    private const string Header =
        "symbol,name,sector,price,change,changePercent,bid,ask,bidSize,askSize,open,high,low,previousClose,volume,vwap,time\r\n";

    public static byte[] Write(BookSnapshot book, SymbolFilter filter)
    {
        var text = new StringBuilder(Header);
        foreach (var quote in filter.IsAll ? book.Quotes : filter.Instruments.Select(instrument => book[instrument]))
        {
            var instrument = quote.Instrument;
            text.Append(CultureInfo.InvariantCulture,
                $"{instrument.Symbol},{Escape(instrument.Name)},{Escape(instrument.Sector)},{quote.Price},{quote.Change},{quote.ChangePercent},{quote.Bid},{quote.Ask},{quote.BidSize},{quote.AskSize},{quote.Open},{quote.High},{quote.Low},{instrument.PreviousClose},{quote.Volume},{quote.Vwap},{quote.Time.ToUnixTimeMilliseconds()}\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Escape(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
