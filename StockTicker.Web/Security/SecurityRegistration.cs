using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace StockTicker.Web.Security;

internal static class SecurityRegistration
{
    // How far the clocks of issuer and server may differ.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Adds bearer tokens, as the section <c>Authentication:Schemes:Bearer</c> describes them; where it describes none, no token is good.
    /// </summary>
    public static IServiceCollection AddStreamSecurity(this IServiceCollection services)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            // Claims keep the names that the token has.
            options.MapInboundClaims = false;
            var rules = options.TokenValidationParameters;
            rules.ClockSkew = Skew;
            rules.RequireExpirationTime = true;
            rules.RequireSignedTokens = true;
            rules.ValidateIssuer = true;
            rules.ValidateAudience = true;
            rules.ValidTypes = ["JWT", "at+jwt"];
            rules.NameClaimType = "name";
            if (string.IsNullOrEmpty(options.Authority))
                rules.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
            options.Events = new JwtBearerEvents
            {
                OnForbidden = context =>
                {
                    context.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
                    return Task.CompletedTask;
                },
            };
        });
        services.AddAuthorization();
        StatsScopeAttribute.AddTo(services);
        return services;
    }
}
