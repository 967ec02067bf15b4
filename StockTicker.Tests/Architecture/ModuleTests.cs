using System.Text.RegularExpressions;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Architecture;

/// <summary>The JavaScript modules in <c>wwwroot/js</c>: folders depend on each other in one direction, and no imports form a cycle.</summary>
public sealed partial class ModuleTests
{
    /// <summary>From the bottom up. A module imports from its own folder and the folders before it.</summary>
    private static readonly string[] Folders =
        ["shared", "account", "stream", "quotes", "alerts", "panels", "live", "chart", "board", "status", "learn", "pages"];

    private static readonly string Root = Path.Combine(ApplicationProcess.Repository, "wwwroot", "js");

    private static readonly Lazy<Dictionary<string, string[]>> Modules = new(() => Directory
        .EnumerateFiles(Root, "*.js", SearchOption.AllDirectories)
        .ToDictionary(RelativePath, file => Imports(RelativePath(file), File.ReadAllText(file)).ToArray()));

    [Fact]
    public void Every_module_is_in_a_known_folder()
    {
        var strays = Modules.Value.Keys.Where(module => Level(module) < 0);

        Assert.True(!strays.Any(), $"Not in one of the folders {string.Join(", ", Folders)}: {string.Join(", ", strays)}");
    }

    [Fact]
    public void Imports_never_point_to_a_higher_folder()
    {
        var upward =
            from module in Modules.Value
            from import in module.Value
            where Level(import) > Level(module.Key)
            select $"{module.Key} imports {import}, but {Folder(import)} is above {Folder(module.Key)}.";

        Assert.True(!upward.Any(), string.Join('\n', upward));
    }

    [Fact]
    public void Every_import_resolves_to_a_file()
    {
        var missing =
            from module in Modules.Value
            from import in module.Value
            where !File.Exists(Path.Combine(Root, import))
            select $"{module.Key} imports {import}, which does not exist.";

        Assert.True(!missing.Any(), string.Join('\n', missing));
    }

    [Fact]
    public void Imports_form_no_cycles()
    {
        var done = new HashSet<string>();
        foreach (var module in Modules.Value.Keys)
            Visit(module, []);

        void Visit(string module, List<string> path)
        {
            var seen = path.IndexOf(module);
            Assert.True(seen < 0, $"Cycle: {string.Join(" → ", path.Skip(Math.Max(seen, 0)).Append(module))}");
            if (!Modules.Value.TryGetValue(module, out var imports) || done.Contains(module))
                return;
            foreach (var import in imports)
                Visit(import, [.. path, module]);
            done.Add(module);
        }
    }

    [Theory]
    [InlineData("import { one, two } from '../shared/format.js';")]
    [InlineData("import {\n  one,\n  two,\n} from \"../shared/format.js\";")]
    [InlineData("import '../shared/format.js';")]
    [InlineData("export { one } from '../shared/format.js';")]
    [InlineData("const { one } = await import('../shared/format.js');")]
    [InlineData("/** @param {import('../shared/format.js').Format} format */")]
    [InlineData("new SharedWorker(new URL('../shared/format.js', import.meta.url));")]
    [InlineData("new Worker('../shared/format.js', { type: 'module' });")]
    public void All_kinds_of_import_are_found(string code) => Assert.Equal("shared/format.js", Assert.Single(Imports("board/row.js", code)));

    private static IEnumerable<string> Imports(string module, string code) => Import().Matches(code)
        .Select(match => RelativePath(Path.Combine(Root, Path.GetDirectoryName(module)!, match.Groups["path"].Value)));

    private static string RelativePath(string file) => Path.GetRelativePath(Root, Path.GetFullPath(file)).Replace('\\', '/');

    private static string Folder(string module) => module.Split('/')[0];

    /// <summary>The position of the folder in the order; -1 for modules outside of it, such as libraries.</summary>
    private static int Level(string module) => Array.IndexOf(Folders, Folder(module));

    [GeneratedRegex("""\b(?:from|import|new\s+URL|new\s+(?:Shared)?Worker)\s*\(?\s*(?<quote>['"])(?<path>[^'"\n]+\.m?js)\k<quote>""")]
    private static partial Regex Import();
}
