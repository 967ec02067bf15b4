using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace StockTicker.Web.Configuration;

/// <summary>
/// Checks the endpoints and certificate files in the section <c>Kestrel</c>, for which the server reports neither the key nor the value.
/// </summary>
internal static partial class CertificateCheck
{
    private const string Certificates = "a PEM file, with KeyPath, or a PKCS #12 file, with Password";

    /// <summary>The problems, one line each.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="contentRoot">The folder for relative paths.</param>
    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, string> settings, string contentRoot)
    {
        var endpoints = settings.Keys.Select(key => Endpoint().Match(key)).Where(match => match.Success).Select(match => match.Value)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in endpoints.Where(endpoint => string.IsNullOrEmpty(settings.GetValueOrDefault($"{endpoint}:Url"))))
            yield return $"{endpoint}:Url is not set; it must be an address like http://localhost:5000.";
        foreach (var (key, path) in settings.Where(setting => FileKey().IsMatch(setting.Key) && setting.Value.Length > 0))
        {
            if (!File.Exists(Path.Combine(contentRoot, path)))
                yield return $"{key} is '{path}', which does not exist or cannot be read; it must be {Certificates}.";
            else if (key.EndsWith(":Path", StringComparison.OrdinalIgnoreCase) && ProblemOf(settings, key[..^":Path".Length], contentRoot) is { } problem)
                yield return problem;
        }
    }

    private static string? ProblemOf(IReadOnlyDictionary<string, string> settings, string section, string contentRoot)
    {
        var path = Path.Combine(contentRoot, settings[$"{section}:Path"]);
        var keyPath = settings.GetValueOrDefault($"{section}:KeyPath");
        var password = settings.GetValueOrDefault($"{section}:Password");
        try
        {
            if (string.IsNullOrEmpty(keyPath))
                X509CertificateLoader.LoadPkcs12FromFile(path, password, X509KeyStorageFlags.EphemeralKeySet).Dispose();
            else if (!File.Exists(Path.Combine(contentRoot, keyPath)))
                return null;
            else if (string.IsNullOrEmpty(password))
                X509Certificate2.CreateFromPemFile(path, Path.Combine(contentRoot, keyPath)).Dispose();
            else
                X509Certificate2.CreateFromEncryptedPemFile(path, password, Path.Combine(contentRoot, keyPath)).Dispose();
            return null;
        }
        catch (Exception bad) when (bad is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{section}:Path is '{settings[$"{section}:Path"]}', which cannot be loaded ({bad.Message.ReplaceLineEndings(" ").TrimEnd('.')}); "
                + $"it must be {Certificates}.";
        }
    }

    [GeneratedRegex(@"^Kestrel:Endpoints:[^:]+(?=:)", RegexOptions.IgnoreCase)]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"^Kestrel:(Certificates:[^:]+|Endpoints:[^:]+:(Sni:[^:]+:)?Certificate):(Key)?Path$", RegexOptions.IgnoreCase)]
    private static partial Regex FileKey();
}
