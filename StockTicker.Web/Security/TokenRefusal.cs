using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>What is told of a token that is not good. Nothing of the token itself is: what stands in it is anybody's to write.</summary>
internal static class TokenRefusal
{
    /// <summary>A sentence in ASCII for why it was refused.</summary>
    public static string ReasonOf(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "It has expired.",
        SecurityTokenNotYetValidException => "It is not valid yet.",
        SecurityTokenNoExpirationException => "It does not expire.",
        SecurityTokenInvalidIssuerException => "It comes from another issuer.",
        SecurityTokenInvalidAudienceException => "It is for another application.",
        SecurityTokenInvalidAlgorithmException or SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException =>
            "Its signature is not good here.",
        _ => "It is not a token that can be read.",
    };
}
