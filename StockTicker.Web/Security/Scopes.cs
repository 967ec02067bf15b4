using System.Security.Claims;

namespace StockTicker.Web.Security;

/// <summary>What a token allows: the space-separated words of its claims <c>scope</c> and <c>scp</c>.</summary>
internal static class Scopes
{
    /// <summary>To publish to every channel; <c>broadcast:room-1</c> is for that channel alone.</summary>
    public const string Broadcast = "broadcast";

    /// <summary>To read the counters where they are not public.</summary>
    public const string Stats = "stats";

    /// <summary>Whether the user may do this.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.Claims
        .Where(claim => claim.Type is "scope" or "scp")
        .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Contains(scope, StringComparer.Ordinal);
}
