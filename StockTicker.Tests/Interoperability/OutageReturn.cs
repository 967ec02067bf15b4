namespace StockTicker.Tests.Interoperability;

/// <summary>How a client came back after its server was away.</summary>
/// <param name="Absence">Seconds between the server's end and its start.</param>
/// <param name="Took">From the server's return until the client was live on the new server's snapshot.</param>
/// <param name="Reason">What <c>hello</c> gave as reason; null where the client does not show it.</param>
internal sealed record OutageReturn(int Absence, TimeSpan Took, string? Reason);
