namespace StockTicker.Tests.Interoperability;

/// <summary>How a client returned after an outage of the server.</summary>
/// <param name="Absence">Seconds between the server's end and its restart.</param>
/// <param name="Took">The time from the server's return until the client was live on the new server's snapshot.</param>
/// <param name="Reason">The reason in <c>hello</c>; null if the client does not expose it.</param>
internal sealed record OutageReturn(int Absence, TimeSpan Took, string? Reason);
