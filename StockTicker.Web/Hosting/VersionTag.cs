using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace StockTicker.Web.Hosting;

/// <summary>The version of a resource as its <c>ETag</c>, so that two clients do not overwrite each other's changes.</summary>
internal static class VersionTag
{
    /// <summary>Gets the version that a request expects: null for any, -1 for a tag that this server did not create.</summary>
    public static long? Expected(HttpRequest request)
    {
        var expected = request.GetTypedHeaders().IfMatch;
        return expected.Count == 0 || expected.Contains(EntityTagHeaderValue.Any) ? null : VersionOf(expected[0]);
    }

    /// <summary>Adds the version to a response.</summary>
    public static void Write(HttpResponse response, long version) =>
        response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{version}\"");

    private static long VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
}
