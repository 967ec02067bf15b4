using System.Runtime.CompilerServices;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Quotes;

/// <summary>
/// The response of <c>GET /quotes</c> in one format. That of all instruments is written once per batch, on first use, and shared: a client
/// that does not read keeps its response in memory.
/// </summary>
internal sealed class SharedResponse(Func<QuotesState, SymbolFilter, byte[]> write)
{
    private readonly ConditionalWeakTable<QuotesState, byte[]> _shared = [];

    /// <summary>Gets the response for the instruments in a filter.</summary>
    public byte[] Of(QuotesState quotes, SymbolFilter filter) =>
        filter.IsAll ? _shared.GetValue(quotes, all => write(all, SymbolFilter.All)) : write(quotes, filter);
}
