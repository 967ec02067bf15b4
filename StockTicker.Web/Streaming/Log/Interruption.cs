using StockTicker.Domain;

namespace StockTicker.Web.Streaming.Log;

/// <summary>
/// What streams with <c>quotes</c> are told while the log cannot go on, and when it does. It is not an event of the log, and has no id.
/// </summary>
/// <param name="State">The state of the market.</param>
/// <param name="Reason">The reason, as a sentence.</param>
/// <param name="Time">The time of the change.</param>
internal sealed record Interruption(MarketState State, string Reason, DateTimeOffset Time)
{
    private byte[]? _frame;

    /// <summary>The encoded <c>market</c> event.</summary>
    public ReadOnlyMemory<byte> Frame => _frame ??= Frames.Event(
        "market", null, new { state = QuoteJson.StateName(State), reason = Reason, time = Time.ToUnixTimeMilliseconds() });
}
