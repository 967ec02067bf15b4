using System.Buffers;
using System.Runtime.CompilerServices;
using StockTicker.Domain;
using StockTicker.Web.Market;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Writes quotes as CSV (RFC 4180): a header line, then one line per instrument, with the fields of <see cref="QuoteFields"/>.</summary>
internal static class QuoteCsv
{
    private static readonly string Header = string.Join(',', QuoteFields.All.Select(field => field.Name));

    // As with JSON, a client that does not read keeps its response in memory, so all clients share it.
    private static readonly ConditionalWeakTable<QuotesState, byte[]> Shared = [];

    /// <summary>Gets the quotes as CSV. That of all instruments is written once per batch.</summary>
    public static byte[] Of(QuotesState quotes, SymbolFilter filter) => filter.IsAll
        ? Shared.GetValue(quotes, all => Write(all.Book, SymbolFilter.All))
        : Write(quotes.Book, filter);

    private static byte[] Write(BookSnapshot book, SymbolFilter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        output.WriteText(Header);
        foreach (var quote in filter.IsAll ? book.Quotes : filter.Instruments.Select(instrument => book[instrument]))
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
