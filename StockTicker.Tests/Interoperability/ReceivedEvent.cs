namespace StockTicker.Tests.Interoperability;

/// <summary>An event as a client's own reader handed it out.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">The last id that the client has read: this event's own where it has one; empty before the first.</param>
/// <param name="Data">Its data.</param>
internal sealed record ReceivedEvent(string Type, string Id, string Data);
