namespace StockTicker.Web.Security;

/// <summary>
/// Adds security headers to every response: scripts, styles and connections from the same origin only, inline scripts by their hashes, no framing, no content
/// sniffing, no referrer and no device access. They also apply to scripts, because a worker uses the policy of its own script.
/// </summary>
internal static class SecurityHeaders
{
    private const int TwoYears = 2 * 365 * 24 * 60 * 60;

    private static HeaderPolicyCollection PolicyWith(InlineScripts scripts) => new HeaderPolicyCollection()
        .AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().None();
            csp.AddScriptSrc().Self().WithHash256(scripts.FirstPaint.Hash).WithHash256(scripts.StartStream.Hash);
            csp.AddStyleSrc().Self();
            // Icons in the style sheets are data URIs.
            csp.AddImgSrc().Self().Data();
            csp.AddConnectSrc().Self();
            csp.AddWorkerSrc().Self();
            csp.AddManifestSrc().Self();
            csp.AddFormAction().Self();
            csp.AddBaseUri().None();
            csp.AddFrameAncestors().None();
            csp.AddRequireTrustedTypesFor().Script();
            csp.AddTrustedTypes().AllowPolicy("stockticker").AllowPolicy("stockticker-start");
        })
        .AddContentTypeOptionsNoSniff()
        .AddFrameOptionsDeny()
        .AddReferrerPolicyNoReferrer()
        // No embedder policy: it would isolate pages, and browsers would start a process for the shared worker, which costs a quarter of the
        // time to the first live price. There is nothing to embed, since the content security policy permits no other origin.
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        // Does not affect allowed origins, which use CORS.
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
        // Only over HTTPS and not for localhost. Subdomains are left to the operator.
        .AddStrictTransportSecurity(TwoYears, includeSubdomains: false, preload: false, ["localhost", "127.0.0.1", "[::1]"])
        .RemoveServerHeader();

    /// <summary>Adds the headers to every response, including those of host filtering.</summary>
    public static IServiceCollection AddResponseHeaders(this IServiceCollection services)
    {
        // Host filtering runs before the application's middleware. Startup filters run in the order of their registration.
        services.AddSingleton<InlineScripts>();
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, Outermost>());
        return services;
    }

    private sealed class Outermost : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.UseSecurityHeaders(PolicyWith(application.ApplicationServices.GetRequiredService<InlineScripts>()));
            // Adds problem details to empty error responses of inner middleware.
            application.UseStatusCodePages();
            next(application);
        };
    }
}
