using System.Security.Claims;

namespace StockTicker.Web.Security;

/// <summary>The scopes of a token: the space-separated values of the claims <c>scope</c> and <c>scp</c>.</summary>
internal static class Scopes
{
    /// <summary>Allows publishing to every channel. For example, <c>broadcast:room-1</c> allows a single channel.</summary>
    public const string Broadcast = "broadcast";

    /// <summary>Allows publishing trades and quotes, if the market is fed.</summary>
    public const string Feed = "feed";

    /// <summary>Allows controlling a replay.</summary>
    public const string Market = "market";

    /// <summary>Allows reading <c>/stats</c> if it is not public.</summary>
    public const string Stats = "stats";

    /// <summary>Gets whether the user has a scope.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.Claims
        .Where(claim => claim.Type is "scope" or "scp")
        .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Contains(scope, StringComparer.Ordinal);
}
