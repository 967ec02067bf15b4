using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Web.Streaming;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// What the applications of this run speak: plain HTTP/1.1, or what the variable <see cref="Variable"/> says: <c>pipe</c> for
/// plain HTTP/1.1 without a writer of our own, <c>tls</c> for HTTP/1.1 over TLS, <c>http2</c> for HTTP/2 over TLS.
/// </summary>
public static class Transport
{
    public const string Variable = "STOCKTICKER_TRANSPORT";

    /// <summary>The trait of tests that says over which transports they run.</summary>
    public const string Trait = "Transport";

    /// <summary>The value of <see cref="Trait"/> for a test that is about plain HTTP/1.1 itself.</summary>
    public const string Plain = "plain";

    /// <summary>The value of <see cref="Trait"/> for a test that every run repeats over every transport.</summary>
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

    /// <summary>Where an application is to listen: a free port.</summary>
    public static string Url => !IsSecure ? "http://127.0.0.1:0" : "https://127.0.0.1:0";

    /// <summary>Gives an application what it needs for it.</summary>
    public static void AddTo(IServiceCollection services)
    {
        if (Chosen == "pipe")
            services.Configure<StreamingOptions>(streaming => streaming.TakeOver = false);
        if (IsSecure)
            services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Certificate.Value));
    }

    /// <summary>What a client needs besides.</summary>
    public static HttpMessageHandler Over(SocketsHttpHandler handler)
    {
        if (!IsSecure)
            return handler;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == Certificate.Value.Thumbprint;
        // A test that does not read for a while has as much room as it has in a plain connection's buffers.
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
