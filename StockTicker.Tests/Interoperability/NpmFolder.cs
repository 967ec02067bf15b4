using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// npm packages for tests, in the versions pinned by the package lock in a folder of this project. They are installed next to the test
/// assembly.
/// </summary>
/// <param name="path">The folder, relative to the root of this project.</param>
internal sealed class NpmFolder(params string[] path)
{
    private readonly Lazy<Task<bool>> _installed = new(() => InstallAsync(
        Path.Combine([ApplicationProcess.Repository, "StockTicker.Tests", .. path]), Path.Combine([AppContext.BaseDirectory, .. path])));

    /// <summary>A file in it: one of the folder itself, or one of a package in <c>node_modules</c>.</summary>
    public string File(params string[] file) => Path.Combine([AppContext.BaseDirectory, .. path, .. file]);

    /// <summary>Waits until the packages are installed.</summary>
    public async Task RequireAsync()
    {
        await Tool.RequireAsync("node", "nodejs");
        await Tool.RequireAsync("npm", "npm");
        if (!await _installed.Value)
            throw Tool.Missing($"npm packages are missing. Type: npm ci --prefix {File()}");
    }

    /// <summary>Runs one of the folder's scripts.</summary>
    public async Task<ToolProcess> StartAsync(string script, params string[] arguments)
    {
        await RequireAsync();
        return ToolProcess.Start(await Tool.RequireAsync("node", "nodejs"), [File(script), .. arguments]);
    }

    private static async Task<bool> InstallAsync(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        // npm writes its copy of the lock after everything is installed.
        var isCurrent = System.IO.File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"));
        foreach (var file in Directory.EnumerateFiles(source))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            isCurrent &= System.IO.File.Exists(copy) && System.IO.File.ReadAllText(copy) == System.IO.File.ReadAllText(file);
            System.IO.File.Copy(file, copy, overwrite: true);
        }
        if (isCurrent)
            return true;
        var npm = await Tool.RequireAsync("npm", "npm");
        await using var install = ToolProcess.Start(npm, ["ci", "--prefix", folder, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]);
        await install.Output.ReadToEndAsync();
        return await install.ExitAsync() == 0;
    }
}
