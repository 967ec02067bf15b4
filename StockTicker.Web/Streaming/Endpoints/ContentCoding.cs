namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Chooses how a stream is encoded (RFC 9110, section 12.5.3).</summary>
internal static class ContentCoding
{
    /// <summary>Whether the client accepts gzip and does not like plain bytes better.</summary>
    public static bool AcceptsGzip(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        // gzip has to be accepted by name or by the star; plain bytes are always fine, but liked less unless the client says how much.
        return Quality("gzip", fallback: Quality("*", fallback: 0)) is > 0 and var gzip && gzip >= Quality("identity", fallback: 0);

        double Quality(string coding, double fallback) =>
            accepted.FirstOrDefault(value => value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) is { } named ? named.Quality ?? 1 : fallback;
    }
}
