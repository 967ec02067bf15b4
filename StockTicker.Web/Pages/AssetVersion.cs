using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace StockTicker.Web.Pages;

/// <summary>
/// The version of scripts, styles and pages: with each change of one of them, it is another. The service worker has a cache for each.
/// Thread-safe.
/// </summary>
internal sealed class AssetVersion(IWebHostEnvironment environment)
{
    private const int Length = 16;

    private readonly Lazy<string> _value = new(() => Compute(environment.WebRootFileProvider));

    /// <summary>The version: a hash in hexadecimal digits.</summary>
    public string Value => _value.Value;

    private static string Compute(IFileProvider root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The pages are part of the assembly.
        hash.AppendData(typeof(AssetVersion).Module.ModuleVersionId.ToByteArray());
        Append(hash, root, "");
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Length];
    }

    private static void Append(IncrementalHash hash, IFileProvider root, string folder)
    {
        foreach (var file in root.GetDirectoryContents(folder).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (file.IsDirectory)
            {
                Append(hash, root, $"{folder}/{file.Name}");
                continue;
            }
            using var stream = file.CreateReadStream();
            hash.AppendData(SHA256.HashData(stream));
        }
    }
}
