namespace StockTicker.Web.Security;

/// <summary>
/// What every answer tells a browser: to take scripts, styles and connections from here alone, to be framed by nobody, to guess no media
/// type, to name this site to no other, and to use no device. Scripts need it as much as pages: a worker stands under its own script's policy.
/// </summary>
internal static class SecurityHeaders
{
    private const int TwoYears = 2 * 365 * 24 * 60 * 60;

    private static HeaderPolicyCollection Policy => new HeaderPolicyCollection()
        .AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().None();
            csp.AddScriptSrc().Self();
            csp.AddStyleSrc().Self();
            // The icons in the style sheets are data.
            csp.AddImgSrc().Self().Data();
            csp.AddConnectSrc().Self();
            csp.AddWorkerSrc().Self();
            csp.AddManifestSrc().Self();
            csp.AddFormAction().Self();
            csp.AddBaseUri().None();
            csp.AddFrameAncestors().None();
            csp.AddRequireTrustedTypesFor().Script();
            csp.AddTrustedTypes().AllowPolicy("stockticker");
        })
        .AddContentTypeOptionsNoSniff()
        .AddFrameOptionsDeny()
        .AddReferrerPolicyNoReferrer()
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        .AddCrossOriginEmbedderPolicy(policy => policy.RequireCorp())
        // Of no effect on what an allowed origin reads: that is asked for with CORS.
        .AddCrossOriginResourcePolicy(policy => policy.SameOrigin())
        .AddPermissionsPolicy(policy =>
        {
            policy.AddAccelerometer().None();
            policy.AddAutoplay().None();
            policy.AddCamera().None();
            policy.AddDisplayCapture().None();
            policy.AddEncryptedMedia().None();
            policy.AddFullscreen().None();
            policy.AddGeolocation().None();
            policy.AddGyroscope().None();
            policy.AddMagnetometer().None();
            policy.AddMicrophone().None();
            policy.AddMidi().None();
            policy.AddPayment().None();
            policy.AddPictureInPicture().None();
            policy.AddPublickeyCredentialsGet().None();
            policy.AddScreenWakeLock().None();
            policy.AddUsb().None();
            policy.AddXrSpatialTracking().None();
        })
        // Over HTTPS alone, and not from localhost. Whether its subdomains are ready for it is the operator's to know.
        .AddStrictTransportSecurity(TwoYears, includeSubdomains: false, preload: false, ["localhost", "127.0.0.1", "[::1]"])
        .RemoveServerHeader();

    /// <summary>Adds the headers to every answer of the application, those of the host filter among them.</summary>
    public static IServiceCollection AddResponseHeaders(this IServiceCollection services)
    {
        // The host filter stands before everything that the application itself puts in place; filters stand in the order of their registration.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, Outermost>());
        return services;
    }

    private sealed class Outermost : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.UseSecurityHeaders(Policy);
            // Whatever is refused with a bare status further in is told why.
            application.UseStatusCodePages();
            next(application);
        };
    }
}
