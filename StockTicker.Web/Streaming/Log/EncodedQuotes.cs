using System.Collections.Immutable;

namespace StockTicker.Web.Streaming.Log;

/// <summary>The quotes of a batch as in a <c>quotes</c> event, without the beginning of the event, which depends on its id.</summary>
/// <param name="Body">From the first quote to the end of the event.</param>
/// <param name="Slices">The positions of the quotes in the body, in catalog order.</param>
/// <param name="Described">The indexes of the instruments whose quotes have all fields (see <see cref="QuotesEvent.Described"/>).</param>
internal readonly record struct EncodedQuotes(ReadOnlyMemory<byte> Body, QuoteSlice[] Slices, ImmutableArray<int> Described);
