using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.FileProviders;

namespace StockTicker.Web.Pages;

/// <summary>The text of a <see cref="StyleBundle"/>.</summary>
/// <param name="Css">The style sheets.</param>
/// <param name="Version">A hash of <paramref name="Css"/> in hexadecimal digits.</param>
/// <param name="Modified">When the newest of the style sheets was modified.</param>
internal sealed record BundledStyles(string Css, string Version, DateTimeOffset Modified);

/// <summary>Reads style sheets, again after a change of one of them. Thread-safe.</summary>
internal sealed class StyleBundles(IWebHostEnvironment environment)
{
    private const int VersionLength = 16;

    private readonly ConcurrentDictionary<string, BundledStyles> _read = new(StringComparer.Ordinal);

    /// <summary>Gets the current text of a bundle.</summary>
    public BundledStyles this[StyleBundle bundle]
    {
        get
        {
            var files = bundle.Sheets.Select(sheet => environment.WebRootFileProvider.GetFileInfo($"css/{sheet}.css")).ToList();
            var modified = files.Max(file => file.LastModified);
            return _read.TryGetValue(bundle.Name, out var known) && known.Modified == modified
                ? known
                : _read[bundle.Name] = Read(files, modified);
        }
    }

    private static BundledStyles Read(List<IFileInfo> files, DateTimeOffset modified)
    {
        var css = new StringBuilder();
        foreach (var file in files)
        {
            using var reader = new StreamReader(file.CreateReadStream());
            css.AppendLine(reader.ReadToEnd());
        }
        var text = css.ToString();
        return new BundledStyles(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..VersionLength], modified);
    }
}
