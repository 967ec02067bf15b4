using System.Security.Claims;

namespace StockTicker.Web.Security;

/// <summary>Identifies operators.</summary>
internal static class Operators
{
    /// <summary>Gets the unique id of an operator. It includes the issuer, because a subject is unique only per issuer.</summary>
    public static string OperatorId(this ClaimsPrincipal user) => $"{user.FindFirst("iss")?.Value} {user.FindFirst("sub")?.Value}";
}
