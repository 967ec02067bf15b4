using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace StockTicker.Web.Pages;

/// <summary>
/// What a JavaScript module imports, directly and indirectly. A page that lists these modules lets the browser request all of them at once,
/// instead of one level of imports after the other. Thread-safe.
/// </summary>
internal sealed partial class ModuleGraph(IWebHostEnvironment environment)
{
    // The host of a relative path, only to resolve it.
    private static readonly Uri WebRoot = new("file:///");

    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _imports = new(StringComparer.Ordinal);

    /// <summary>
    /// Gets the modules that a module imports statically: paths from the web root, those nearest to the module first. Modules that are
    /// imported only when needed are not among them.
    /// </summary>
    /// <param name="module">The path of the module from the web root, such as <c>js/pages/board.js</c>.</param>
    public IReadOnlyList<string> ImportsOf(string module) => _imports.GetOrAdd(module, Read);

    private List<string> Read(string module)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { module };
        var open = new Queue<string>([module]);
        while (open.TryDequeue(out var next))
        {
            foreach (Match import in StaticImport().Matches(Text(next)))
            {
                var path = new Uri(new Uri(WebRoot, next), import.Groups["path"].Value).AbsolutePath[1..];
                if (!seen.Add(path))
                    continue;
                found.Add(path);
                open.Enqueue(path);
            }
        }
        return found;
    }

    private string Text(string path)
    {
        using var reader = new StreamReader(environment.WebRootFileProvider.GetFileInfo(path).CreateReadStream());
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""^(?:import|export)\s(?:[^'"();]*?\sfrom\s*)?['"](?<path>\.[^'"\n]+)['"]""", RegexOptions.Multiline)]
    private static partial Regex StaticImport();
}
