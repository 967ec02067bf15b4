using System.Buffers;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Writes quotes as a JSON object, with the id and the time of the newest batch.</summary>
internal static class QuoteList
{
    /// <summary>Writes the quotes of the instruments in <paramref name="filter"/>.</summary>
    public static byte[] Write(QuotesState quotes, SymbolFilter filter)
    {
        var list = filter.Of(quotes.Book);
        var output = new ArrayBufferWriter<byte>(128 + list.Length * quotes.Json.MaxQuoteBytes);
        output.WriteText($"{{\"id\":\"{quotes.Id}\",\"time\":{quotes.Book.Time.ToUnixTimeMilliseconds()},\"quotes\":[");
        var separator = ""u8;
        foreach (var quote in list)
        {
            output.Write(separator);
            quotes.Json.WriteFull(output, quote);
            separator = ","u8;
        }
        output.Write("]}"u8);
        return output.WrittenSpan.ToArray();
    }
}
