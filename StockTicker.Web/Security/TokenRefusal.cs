using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

/// <summary>Describes why a token was rejected, without any content of the token, which is untrusted input.</summary>
internal static class TokenRefusal
{
    /// <summary>Gets the reason as an ASCII sentence, as headers require.</summary>
    public static string ReasonOf(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "It has expired.",
        SecurityTokenNotYetValidException => "It is not valid yet.",
        SecurityTokenNoExpirationException => "It does not expire.",
        SecurityTokenInvalidIssuerException => "It comes from another issuer.",
        SecurityTokenInvalidAudienceException => "It is for another application.",
        SecurityTokenInvalidAlgorithmException or SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException =>
            "Its signature is not good here.",
        SecurityTokenInvalidTypeException => "It is of another type.",
        TokenExtensionException => "It requires an extension that is not supported.",
        _ => "It is not a token that can be read.",
    };
}
