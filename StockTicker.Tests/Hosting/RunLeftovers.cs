using System.Diagnostics;

namespace StockTicker.Tests.Hosting;

/// <summary>Processes and files that a test run left behind.</summary>
internal static class RunLeftovers
{
    // Where an application without a configured database path creates one.
    private static readonly string[] DatabaseFolders =
    [
        Path.Combine(RunFolder.DataPath, "StockTicker"),
        Path.GetDirectoryName(ApplicationProcess.BuiltAssembly)!,
        AppContext.BaseDirectory,
        Environment.CurrentDirectory,
    ];

    private static readonly HashSet<string> DatabasesBefore = [];

    /// <summary>Remembers the databases that exist before the run.</summary>
    public static void Prepare() => DatabasesBefore.UnionWith(Databases());

    /// <summary>Ends leftover processes and removes leftover files.</summary>
    /// <param name="grace">How long processes may take to exit.</param>
    /// <returns>A line for each process or file.</returns>
    public static List<string> Remove(TimeSpan grace)
    {
        var left = new List<string>();
        var since = TimeProvider.System.GetTimestamp();
        var processes = Processes();
        while (processes.Count > 0 && TimeProvider.System.GetElapsedTime(since) < grace)
        {
            Thread.Sleep(20);
            processes = Processes();
        }
        foreach (var (id, command) in processes)
        {
            left.Add($"process {id}: {command}");
            End(id);
        }
        left.AddRange(Databases().Except(DatabasesBefore).Select(file => $"database {file}"));
        if (Directory.Exists(RunFolder.Path))
        {
            left.AddRange(Directory.EnumerateFileSystemEntries(RunFolder.Path).Where(IsOurs).Select(entry => $"temporary folder {entry}"));
            try
            {
                Directory.Delete(RunFolder.Path, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                left.Add($"folder {RunFolder.Path}: {fault.Message}");
            }
        }
        return left;
    }

    // Other files belong to tools, such as the diagnostic sockets of killed processes.
    private static bool IsOurs(string entry) =>
        Path.GetFileName(entry) is var name && new[] { "stockticker-", "nginx-", "firefox-" }.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static IEnumerable<string> Databases() => DatabaseFolders.Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.db"));

    // Every child process, direct or indirect, has the run's temporary folder in its environment.
    private static List<(int Id, string Command)> Processes()
    {
        if (!Directory.Exists("/proc/self"))
            return [];
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || id == Environment.ProcessId)
                continue;
            try
            {
                var environment = File.ReadAllText(Path.Combine(folder, "environ"));
                if (environment.Split('\0').Contains($"TMPDIR={RunFolder.Path}"))
                    found.Add((id, File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ').Trim()));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
            }
        }
        return found;
    }

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
        }
    }
}
