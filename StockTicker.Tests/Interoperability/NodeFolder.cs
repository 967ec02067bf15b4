using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// A folder of the tests with a script for Node.js and the npm package that it needs, in the version that the package lock beside it pins;
/// installed beside the tests when first asked for. No package's own scripts are run.
/// </summary>
/// <param name="path">The folder, below the tests' own.</param>
/// <param name="package">The package, for whoever has to be told that it is missing.</param>
internal sealed class NodeFolder(string path, string package)
{
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(path));
    private readonly Lazy<Task<bool>> _installed = new(() => InstallAsync(
        Path.Combine(ApplicationProcess.Repository, "StockTicker.Tests", path), Path.Combine(AppContext.BaseDirectory, Path.GetFileName(path))));

    /// <summary>Waits until the package is there.</summary>
    public async Task RequireAsync()
    {
        await Tool.RequireAsync("node", "nodejs");
        await Tool.RequireAsync("npm", "npm");
        if (!await _installed.Value)
            throw Tool.Missing($"There is no npm package {package}. Type: npm ci --prefix {_folder}");
    }

    /// <summary>Runs one of the folder's scripts.</summary>
    public async Task<ToolProcess> StartAsync(string script, params string[] arguments)
    {
        await RequireAsync();
        return ToolProcess.Start(await Tool.RequireAsync("node", "nodejs"), [Path.Combine(_folder, script), .. arguments]);
    }

    private static async Task<bool> InstallAsync(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        // npm writes its own copy of the lock when all is in place.
        var isCurrent = File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"));
        foreach (var file in Directory.EnumerateFiles(source))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            isCurrent &= File.Exists(copy) && File.ReadAllText(copy) == File.ReadAllText(file);
            File.Copy(file, copy, overwrite: true);
        }
        if (isCurrent)
            return true;
        var npm = await Tool.RequireAsync("npm", "npm");
        string[] arguments = ["ci", "--prefix", folder, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"];
        await using var install = ToolProcess.Start(npm, arguments);
        await install.Output.ReadToEndAsync();
        return await install.ExitAsync() == 0;
    }
}
