using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Web.Streaming;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// The protocol of the applications in this run: plain HTTP/1.1, or the one in the variable <see cref="Variable"/>: <c>pipe</c> for
/// plain HTTP/1.1 without the custom writer, <c>tls</c> for HTTP/1.1 over TLS, <c>http2</c> for HTTP/2 over TLS.
/// </summary>
public static class Transport
{
    public const string Variable = "STOCKTICKER_TRANSPORT";

    /// <summary>The trait that says over which transports a test runs.</summary>
    public const string Trait = "Transport";

    /// <summary>The value of <see cref="Trait"/> for a test that applies only to plain HTTP/1.1.</summary>
    public const string Plain = "plain";

    /// <summary>The value of <see cref="Trait"/> for a test of the opening, resuming, compressing or ending of streams, which runs over every transport even in the short form.</summary>
    public const string Core = "core";

    private static readonly string? Chosen = Environment.GetEnvironmentVariable(Variable);
    private static readonly bool IsSecure = Chosen is "tls" or "http2";

    private static readonly Lazy<X509Certificate2> Certificate = new(() =>
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    });

    /// <summary>The address to listen on, with a free port.</summary>
    public static string Url => !IsSecure ? "http://127.0.0.1:0" : "https://127.0.0.1:0";

    /// <summary>Configures an application for the transport.</summary>
    public static void AddTo(IServiceCollection services)
    {
        if (Chosen == "pipe")
            services.Configure<StreamingOptions>(streaming => streaming.TakeOver = false);
        if (IsSecure)
            services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Certificate.Value));
    }

    /// <summary>Configures a client for the transport.</summary>
    public static HttpMessageHandler Over(SocketsHttpHandler handler)
    {
        if (!IsSecure)
            return handler;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == Certificate.Value.Thumbprint;
        // As much room as a plain connection's buffers have, for tests that do not read for a while.
        handler.InitialHttp2StreamWindowSize = 16 * 1024 * 1024;
        return Chosen == "http2" ? new Http2(handler) : handler;
    }

    private sealed class Http2(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
