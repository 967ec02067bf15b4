using System.Reflection;
using System.Text.RegularExpressions;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Configuration;

namespace StockTicker.Tests.Architecture;

/// <summary>Checks that the folders and namespaces of StockTicker.Web depend on each other in one direction.</summary>
public sealed partial class LayerTests
{
    private const string Root = "StockTicker.Web";

    // From the bottom to the top. A folder depends only on those before it.
    private static readonly string[] Layers =
    [
        "Hosting",
        "Configuration",
        "Market.Lists",
        "Market",
        "Market.Simulation",
        "Market.Recording",
        "Market.Replay",
        "Market.Feed",
        "Market.Sources",
        "Storage",
        "Security",
        "Limits",
        "Watchlists",
        "Positions",
        // Options of all streams.
        "Streaming",
        "Streaming.Log",
        "Streaming.Subscriptions",
        "Streaming.Sockets",
        "Streaming.Delivery",
        "Streaming.Endpoints",
        "ScaleOut",
        "Alerts",
        "Broadcasting",
        "Tutorial",
        "Quotes",
        "Feeding",
        "Health",
        "Telemetry",
        "Stepping",
        "Api",
        "Pages",
        TopLevel,
    ];

    // Program.cs has no namespace.
    private const string TopLevel = "";

    private static readonly Assembly Web = typeof(SectionReader).Assembly;

    [Fact]
    public void Types_depend_only_on_lower_layers() => AssertNone(
        from dependency in TypeDependencies.Of(Web)
        where IsOurs(dependency.From) && IsOurs(dependency.To) && LevelOf(dependency.From) < LevelOf(dependency.To)
        orderby dependency.From.FullName, dependency.To.FullName
        select $"{dependency.From.FullName} → {dependency.To.FullName}");

    // Constants are inlined and comments are not compiled, but using directives show both kinds of dependency.
    [Fact]
    public void Source_files_import_only_lower_layers() => AssertNone(
        from file in SourceFiles()
        from Match import in Import().Matches(File.ReadAllText(file.Path))
        where file.Level < LevelOf(import.Groups["layer"].Value)
        select $"{file.Name} → {import.Groups["name"].Value}");

    [Fact]
    public void Every_namespace_has_a_layer() => AssertNone(
        Web.GetTypes().Where(IsOurs).Where(type => LevelOf(type) < 0).Select(type => type.FullName));

    [Fact]
    public void Every_folder_has_a_layer() => AssertNone(
        SourceFiles().Where(file => file.Level < 0).Select(file => file.Name));

    [Fact]
    public void Every_layer_has_types() => AssertNone(
        Layers.Except(Web.GetTypes().Where(IsOurs).Select(LayerOf)));

    [Fact]
    public void The_domain_references_nothing_but_the_runtime() => Assert.All(
        typeof(StockBook).Assembly.GetReferencedAssemblies(),
        reference => Assert.Matches(@"^System(\.|$)", reference.Name));

    // Lists every item in full, unlike Assert.Empty.
    private static void AssertNone(IEnumerable<string?> found)
    {
        var list = string.Join(Environment.NewLine, found);
        Assert.True(list.Length == 0, list);
    }

    private static int LevelOf(Type type) => Array.IndexOf(Layers, LayerOf(type));

    private static int LevelOf(string layer) => Array.IndexOf(Layers, layer);

    // Razor compiles views into separate namespaces.
    private static string LayerOf(Type type) => type.Namespace switch
    {
        null => TopLevel,
        "AspNetCoreGeneratedDocument" => "Pages",
        // Migrations are part of the database.
        { } name when name.StartsWith(Root + ".Storage.Migrations", StringComparison.Ordinal) => "Storage",
        { } name when name.StartsWith(Root + ".Pages.", StringComparison.Ordinal) => "Pages",
        { } name => name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..] : name,
    };

    // Source generators and the compiler add types that belong to no folder.
    private static bool IsOurs(Type type) => type.Assembly == Web
        && (type == typeof(Program) || type.Namespace is { } name
            && (name.StartsWith(Root, StringComparison.Ordinal) || name == "AspNetCoreGeneratedDocument"));

    private static IEnumerable<(string Path, string Name, int Level)> SourceFiles()
    {
        var root = Path.Combine(ApplicationProcess.Repository, Root);
        return from path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
               where path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".cshtml", StringComparison.Ordinal)
               let name = Path.GetRelativePath(root, path)
               let folders = name.Split(Path.DirectorySeparatorChar)[..^1]
               where folders is not ["bin" or "obj", ..] and not ["Storage", "Migrations", ..]
               select (path, name, LevelOf(folders is ["Pages", ..] ? "Pages" : string.Join('.', folders)));
    }

    [GeneratedRegex(@"^@?using (static )?(?<name>StockTicker\.Web\.(?<layer>[\w.]+?))(\.Migrations(\.\w+)?)?;?\r?$", RegexOptions.Multiline)]
    private static partial Regex Import();
}
