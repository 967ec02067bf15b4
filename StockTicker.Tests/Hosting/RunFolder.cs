using System.Runtime.CompilerServices;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// The temporary folder of this run. It replaces the system's for this process and its child processes, such as browsers and tools,
/// so that whatever they leave behind can be found and removed.
/// </summary>
internal static class RunFolder
{
    /// <summary>The variable that names the folder of users' data on Linux.</summary>
    public const string DataVariable = "XDG_DATA_HOME";

    private static readonly string[] Variables = ["TMPDIR", "TMP", "TEMP"];

    /// <summary>The path. It is short, because paths of the sockets in it are limited to about a hundred characters.</summary>
    public static string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"stockticker-tests-{Environment.ProcessId}");

    /// <summary>The folder of users' data for this process and its child processes.</summary>
    public static string DataPath { get; } = System.IO.Path.Combine(Path, "data");

#pragma warning disable CA2255 // The temporary folder must be set before anything uses it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Create()
    {
        Directory.CreateDirectory(Path);
        foreach (var variable in Variables)
            Environment.SetEnvironmentVariable(variable, Path);
        // The developer's own application may run, and use its database, during the tests.
        Environment.SetEnvironmentVariable(DataVariable, DataPath);
        // Builds that tests start must not leave a build server behind.
        Environment.SetEnvironmentVariable("MSBUILDDISABLENODEREUSE", "1");
        Environment.SetEnvironmentVariable("DOTNET_CLI_USE_MSBUILD_SERVER", "0");
        Environment.SetEnvironmentVariable("UseSharedCompilation", "false");
        // Runs even if the run is interrupted or only lists the tests.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => RunLeftovers.Remove(grace: TimeSpan.Zero);
    }
}
