namespace StockTicker.Web.Streaming.Endpoints;

/// <summary>Negotiates the content coding of a stream (RFC 9110, section 12.5.3).</summary>
internal static class ContentCoding
{
    /// <summary>Gets whether the client accepts gzip and does not prefer an unencoded stream.</summary>
    public static bool AcceptsGzip(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        // gzip must be accepted by name or by "*". Without an explicit quality, "identity" is acceptable but not preferred.
        return Quality("gzip", fallback: Quality("*", fallback: 0)) is > 0 and var gzip && gzip >= Quality("identity", fallback: 0);

        double Quality(string coding, double fallback) =>
            accepted.FirstOrDefault(value => value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) is { } named ? named.Quality ?? 1 : fallback;
    }
}
