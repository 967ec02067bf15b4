using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StockTicker.Tests.Hosting;

/// <summary>HTTPS for an application under test.</summary>
public static class Certificates
{
    private static readonly (string File, string Hash) Own = Make();

    /// <summary>Settings with which an application uses its own certificate.</summary>
    public static string[] Https =>
    [
        "urls=https://127.0.0.1:0",
        $"Kestrel:Certificates:Default:Path={Own.File}",
        $"Kestrel:Certificates:Default:KeyPath={Own.File}",
    ];

    /// <summary>A client that trusts the certificate.</summary>
    public static HttpClient Connect(TickerApplication application) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        MaxResponseDrainSize = 0,
        SslOptions = { RemoteCertificateValidationCallback = IsOwn },
    })
    {
        BaseAddress = application.Address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Accepts the certificate only.</summary>
    public static bool IsOwn(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) => shown?.GetCertHashString() == Own.Hash;

    private static (string, string) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=prices.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(AppContext.BaseDirectory, "certificate.pem");
        File.WriteAllText(file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return (file, certificate.GetCertHashString());
    }
}
