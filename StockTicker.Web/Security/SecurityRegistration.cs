using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using StockTicker.Web.Storage;

namespace StockTicker.Web.Security;

internal static class SecurityRegistration
{
    // The scheme that uses the bearer token or, if there is none, the cookie.
    private const string Either = "either";
    private const string CookieName = "stockticker";

    /// <summary>
    /// Adds authentication by bearer tokens, configured by <see cref="TokenSettings"/>, and by the cookie of a signed-in browser.
    /// </summary>
    public static IServiceCollection AddStreamSecurity(this IServiceCollection services)
    {
        services.AddOptions<TokenSettings>()
            .Configure<IConfiguration, IHostEnvironment>((settings, configuration, environment) => settings.Read(configuration, environment))
            .ValidateOnStart();
        services.AddOptions<AccessOptions>().Configure<IConfiguration>((options, configuration) => options.Read(configuration)).ValidateOnStart();
        services.AddHostedService<DevelopmentTokens>();
        services.AddSingleton<SignOuts>();
        services.AddSingleton<CookieSignIn>();
        services.AddSingleton<IStreamTickets, StreamTickets>();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options =>
            {
                options.ForwardDefaultSelector = context =>
                    context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                        ? JwtBearerDefaults.AuthenticationScheme
                        : CookieAuthenticationDefaults.AuthenticationScheme;
                options.ForwardChallenge = JwtBearerDefaults.AuthenticationScheme;
                options.ForwardForbid = JwtBearerDefaults.AuthenticationScheme;
            })
            .AddJwtBearer()
            .AddCookie();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<TokenSettings>, TimeProvider>((options, settings, time) => ConfigureTokens(options, settings.Value, time));
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IHostEnvironment, IServer>(ConfigureCookie);
        services.AddOptions<AntiforgeryOptions>().Configure<IHostEnvironment, IServer>(ConfigureAntiforgery);
        services.AddDataProtection().SetApplicationName("StockTicker");
        // Stored with the users' data, so that users stay signed in after a restart.
        DataProtectionKeyStore.AddTo(services);
        services.AddAuthorization();
        StatsScopeAttribute.AddTo(services);
        return services;
    }

    /// <summary>
    /// Removes the service that loads the Data Protection keys during startup, which takes as long as the rest of startup. The keys
    /// are loaded on first use. Call this after everything that adds Data Protection.
    /// </summary>
    public static void LoadDataProtectionKeysLazily(this IServiceCollection services) => services.Remove(services.Single(service =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(IDataProtectionBuilder).Assembly));

    private static void ConfigureTokens(JwtBearerOptions options, TokenSettings settings, TimeProvider time)
    {
        TokenRules.Apply(options, settings, time);
        options.Events = new JwtBearerEvents
        {
            OnChallenge = context =>
            {
                if (context.AuthenticateFailure is { } failure)
                    context.ErrorDescription = TokenRefusal.ReasonOf(failure);
                return Task.CompletedTask;
            },
            OnForbidden = context =>
            {
                context.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";
                return Task.CompletedTask;
            },
        };
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options, IHostEnvironment environment, IServer server)
    {
        options.Cookie.Name = NameFor(CookieName, environment, server);
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.CookieManager = new SecureCookieManager();
        // It expires with the token that it was exchanged for.
        options.SlidingExpiration = false;
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = async context =>
            {
                var cookies = context.HttpContext.RequestServices.GetRequiredService<CookieSignIn>();
                if (!await cookies.IsValidAsync(context.Principal!, context.Properties, context.HttpContext.RequestAborted))
                    context.RejectPrincipal();
            },
        };
    }

    private static void ConfigureAntiforgery(AntiforgeryOptions options, IHostEnvironment environment, IServer server)
    {
        options.Cookie.Name = NameFor($"{CookieName}-form", environment, server);
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SuppressXFrameOptionsHeader = true;
    }

    // Cookies ignore ports, and developers may run several servers on one machine.
    private static string NameFor(string name, IHostEnvironment environment, IServer server)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return environment.IsDevelopment() && address is not null ? $"{name}-{BindingAddress.Parse(address).Port}" : name;
    }
}
