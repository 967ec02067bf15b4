using System.Security.Claims;

namespace StockTicker.Web.Security;

/// <summary>Who a token speaks for.</summary>
internal static class Operators
{
    /// <summary>What tells one operator from all others: the subject, which is one's own within an issuer alone.</summary>
    public static string OperatorId(this ClaimsPrincipal user) => $"{user.FindFirst("iss")?.Value} {user.FindFirst("sub")?.Value}";
}
