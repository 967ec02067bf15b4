using System.Security.Cryptography;
using System.Text;

namespace StockTicker.Web.Security;

/// <summary>
/// The script that runs before a page is painted. It is part of the page, since a request for it would delay everything that follows, and
/// the content security policy allows it by its hash. Thread-safe.
/// </summary>
internal sealed class InlineScript(IWebHostEnvironment environment)
{
    private const string Path = "js/pages/first-paint.js";

    private readonly Lazy<string> _text = new(() => Read(environment.WebRootFileProvider.GetFileInfo(Path).CreateReadStream()));

    /// <summary>Gets its text, which ends no script element.</summary>
    public string Text => _text.Value;

    /// <summary>Gets the SHA-256 hash of the text, in Base64.</summary>
    public string Hash => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    private static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
