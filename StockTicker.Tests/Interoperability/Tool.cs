using System.Collections.Concurrent;
using System.Diagnostics;

namespace StockTicker.Tests.Interoperability;

/// <summary>
/// External programs that tests run against the application. A program that is not on the path is
/// installed if possible. Otherwise the test is skipped with the command to run, or fails if the variable
/// <c>CI</c> is true.
/// </summary>
internal static class Tool
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string?>>> Found = [];
    private static readonly SemaphoreSlim OneInstallation = new(1);
    private static readonly Lazy<Task> PackageLists = new(() => AptAsync("update"));

    /// <summary>The path of a program.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="package">The Debian package that contains it.</param>
    public static async Task<string> RequireAsync(string command, string package) =>
        await Found.GetOrAdd(command, _ => new Lazy<Task<string?>>(() => FindOrInstallAsync(command, package))).Value
        ?? throw Missing($"There is no {command}. Type: sudo apt-get install -y --no-install-recommends {package}");

    /// <summary>Skips or fails a test that lacks a program.</summary>
    /// <param name="advice">What is missing, and the command to run.</param>
    public static Exception Missing(string advice)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(advice);
        Assert.Skip(advice);
        throw new UnreachableException();
    }

    private static async Task<string?> FindOrInstallAsync(string command, string package)
    {
        if (Find(command) is { } found)
            return found;
        if (!File.Exists("/etc/debian_version") || !Environment.IsPrivilegedProcess)
            return null;
        await OneInstallation.WaitAsync();
        try
        {
            await PackageLists.Value;
            await AptAsync("install", "-y", "--no-install-recommends", package);
            return Find(command);
        }
        finally
        {
            OneInstallation.Release();
        }
    }

    private static string? Find(string command)
    {
        // Debian installs servers in a folder that is only in root's path, and PostgreSQL in one for each version.
        const string Versions = "/usr/lib/postgresql";
        string[] folders =
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin",
            .. Directory.Exists(Versions) ? Directory.EnumerateDirectories(Versions).Select(version => Path.Combine(version, "bin")) : [],
        ];
        return folders.Select(folder => Path.Combine(folder, command)).FirstOrDefault(File.Exists);
    }

    private static async Task AptAsync(params string[] arguments)
    {
        string[] patient = ["-o", "DPkg::Lock::Timeout=120", .. arguments];
        var start = new ProcessStartInfo("apt-get", patient) { RedirectStandardInput = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }
}
