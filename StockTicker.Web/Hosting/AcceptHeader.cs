namespace StockTicker.Web.Hosting;

/// <summary>Reads the quality values of an <c>Accept</c> header (RFC 9110, section 12.5.1).</summary>
internal static class AcceptHeader
{
    /// <summary>Gets the quality of a media type: that of the most specific range which includes it, or 0 if none does.</summary>
    public static double Quality(HttpRequest request, string type) => request.GetTypedHeaders().Accept
        .Where(range => range.MatchesAllTypes || IsNamed(range.MediaType.Value, type)
            || (range.MatchesAllSubTypes && IsNamed(range.Type.Value, type.Split('/')[0])))
        .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0)
        .Select(range => range.Quality ?? 1).FirstOrDefault();

    /// <summary>Gets whether the header names a media type itself, and not only a range that includes it.</summary>
    public static bool Names(HttpRequest request, string type) =>
        request.GetTypedHeaders().Accept.Any(range => IsNamed(range.MediaType.Value, type));

    private static bool IsNamed(string? name, string type) => string.Equals(name, type, StringComparison.OrdinalIgnoreCase);
}
