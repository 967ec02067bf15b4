namespace StockTicker.Web.Tutorial;

/// <summary>Reads the cursor of a request.</summary>
internal static class LastEventId
{
    /// <summary>The header that a browser sends when it reconnects or, for clients that open a new EventSource, the query.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers["Last-Event-ID"] is [{ Length: > 0 } header, ..] ? header : request.Query["lastEventId"];
}
