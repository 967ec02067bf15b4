using System.Buffers;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Writes quotes as CSV (RFC 4180): a header line, then one line per instrument, with the fields of <see cref="QuoteFields"/>.</summary>
internal static class QuoteCsv
{
    private static readonly string Header = string.Join(',', QuoteFields.All.Select(field => field.Name));

    /// <summary>Writes the quotes of the instruments in <paramref name="filter"/>.</summary>
    public static byte[] Write(QuotesState quotes, SymbolFilter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteText(Header);
        foreach (var quote in filter.Of(quotes.Book))
        {
            var separator = "\r\n"u8;
            foreach (var field in QuoteFields.All)
            {
                output.Write(separator);
                if (field.Kind == QuoteFieldKind.Text)
                    output.WriteText(Escape(field.TextOf(quote.Instrument)));
                else
                    output.Advance(field.WriteNumber(quote, output.GetSpan(QuoteField.MaxNumberLength)));
                separator = ","u8;
            }
        }
        output.WriteText("\r\n");
        return output.WrittenSpan.ToArray();
    }

    private static string Escape(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
