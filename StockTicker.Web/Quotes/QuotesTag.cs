using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>Creates the entity tag of a <c>/quotes</c> response, which depends on the event id, the format and the instruments.</summary>
internal static class QuotesTag
{
    public static EntityTagHeaderValue Of(StreamEventId id, string format, SymbolFilter filter)
    {
        var which = filter.IsAll ? "all" : Digest(string.Join(',', filter.Instruments.Select(instrument => instrument.Symbol.Value)));
        // Weak, because a proxy may compress the response.
        return new EntityTagHeaderValue($"\"{id}-{format}-{which}\"", isWeak: true);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
