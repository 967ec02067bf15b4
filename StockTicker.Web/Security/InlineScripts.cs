using System.Security.Cryptography;
using System.Text;

namespace StockTicker.Web.Security;

/// <summary>A script whose text is part of pages.</summary>
/// <param name="Text">The text, which ends no script element.</param>
internal sealed record InlineScript(string Text)
{
    /// <summary>Gets the SHA-256 hash of the text, in Base64.</summary>
    public string Hash { get; } = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>
/// The scripts that run before a page is painted. They are part of the page, since a request would delay everything that follows, and the
/// content security policy allows them by their hashes. Thread-safe.
/// </summary>
internal sealed class InlineScripts(IWebHostEnvironment environment)
{
    private readonly Lazy<InlineScript> _firstPaint = new(() => Read(environment, "js/pages/first-paint.js"));
    private readonly Lazy<InlineScript> _startStream = new(() => Read(environment, "js/pages/start-stream.js"));

    /// <summary>Gets the script that applies display settings.</summary>
    public InlineScript FirstPaint => _firstPaint.Value;

    /// <summary>Gets the script of live pages that starts the shared worker.</summary>
    public InlineScript StartStream => _startStream.Value;

    private static InlineScript Read(IWebHostEnvironment environment, string path)
    {
        using var reader = new StreamReader(environment.WebRootFileProvider.GetFileInfo(path).CreateReadStream());
        return new InlineScript(reader.ReadToEnd());
    }
}
