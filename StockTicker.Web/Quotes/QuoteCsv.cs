using System.Buffers;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Writes quotes as CSV (RFC 4180): a header line, then one line per instrument, with the fields of
/// <see cref="QuoteFields"/>. What is not known is empty.</summary>
internal static class QuoteCsv
{
    // Spreadsheets run text that begins with one of these as a formula.
    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>Writes the quotes of the instruments in <paramref name="filter"/>.</summary>
    public static byte[] Write(QuotesState quotes, SymbolFilter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        var fields = QuoteFields.Of(quotes.Book);
        output.WriteText(string.Join(',', fields.Select(field => field.Name)));
        foreach (var quote in filter.Of(quotes.Book))
        {
            var separator = "\r\n"u8;
            foreach (var field in fields)
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

    private static string Escape(string? field)
    {
        if (string.IsNullOrEmpty(field))
            return "";
        // An apostrophe makes a spreadsheet take it as text. No symbol begins like a formula; names may.
        if (FormulaStarts.Contains(field[0]))
            field = $"'{field}";
        return field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
