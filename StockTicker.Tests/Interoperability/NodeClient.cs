using System.Runtime.CompilerServices;
using System.Text.Json;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>The npm package <c>eventsource</c> in Node.js, in the version that the package lock beside its script pins.</summary>
internal static class NodeClient
{
    private static readonly string Source =
        Path.Combine(ApplicationProcess.Repository, "StockTicker.Tests", "Interoperability", "node");
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");
    private static readonly Lazy<Task<bool>> Installed = new(InstallAsync);

    /// <summary>Waits until the package is there.</summary>
    public static async Task RequireAsync()
    {
        await Tool.RequireAsync("node", "nodejs");
        await Tool.RequireAsync("npm", "npm");
        if (!await Installed.Value)
            throw Tool.Missing($"There is no npm package eventsource. Type: npm ci --prefix {Folder}");
    }

    /// <summary>Reads events of these types until it is cancelled. The package reconnects by itself.</summary>
    public static async IAsyncEnumerable<ReceivedEvent> ReadAsync(
        Uri address, IEnumerable<string> types, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await RequireAsync();
        var node = await Tool.RequireAsync("node", "nodejs");
        await using var process = ToolProcess.Start(node, [Path.Combine(Folder, "listen.mjs"), address.AbsoluteUri, .. types]);
        while (await process.Output.ReadLineAsync(cancellation) is { } line)
            yield return JsonSerializer.Deserialize<ReceivedEvent>(line, JsonSerializerOptions.Web)!;
        Assert.Fail($"node ended with {await process.ExitAsync()}: {process.Errors}");
    }

    private static async Task<bool> InstallAsync()
    {
        Directory.CreateDirectory(Folder);
        // npm writes its own copy of the lock when all is in place.
        var isCurrent = File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        foreach (var file in Directory.EnumerateFiles(Source))
        {
            var copy = Path.Combine(Folder, Path.GetFileName(file));
            isCurrent &= File.Exists(copy) && File.ReadAllText(copy) == File.ReadAllText(file);
            File.Copy(file, copy, overwrite: true);
        }
        if (isCurrent)
            return true;
        var npm = await Tool.RequireAsync("npm", "npm");
        await using var install = ToolProcess.Start(npm, ["ci", "--prefix", Folder, "--no-audit", "--no-fund"]);
        await install.Output.ReadToEndAsync();
        return await install.ExitAsync() == 0;
    }
}
