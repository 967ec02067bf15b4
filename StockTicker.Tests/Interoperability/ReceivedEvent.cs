namespace StockTicker.Tests.Interoperability;

/// <summary>An event as dispatched by a client.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">The last id that the client has read: this event's own if it has one; empty before the first.</param>
/// <param name="Data">Its data.</param>
internal sealed record ReceivedEvent(string Type, string Id, string Data);
