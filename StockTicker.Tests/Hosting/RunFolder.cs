using System.Runtime.CompilerServices;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// The temporary folder of this run. It takes the place of the system's for this process and all that it starts, browsers and tools
/// among them, so that whatever they leave can be found and removed.
/// </summary>
internal static class RunFolder
{
    private static readonly string[] Variables = ["TMPDIR", "TMP", "TEMP"];

    /// <summary>Where it is. The name is short: the sockets in it may have paths of about a hundred characters.</summary>
    public static string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"stockticker-tests-{Environment.ProcessId}");

#pragma warning disable CA2255 // A test assembly is an application: nothing may have asked for the temporary folder before.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Create()
    {
        Directory.CreateDirectory(Path);
        foreach (var variable in Variables)
            Environment.SetEnvironmentVariable(variable, Path);
        // No build that a test starts leaves a server behind.
        Environment.SetEnvironmentVariable("MSBUILDDISABLENODEREUSE", "1");
        Environment.SetEnvironmentVariable("DOTNET_CLI_USE_MSBUILD_SERVER", "0");
        Environment.SetEnvironmentVariable("UseSharedCompilation", "false");
        // Also when the run is interrupted, or only lists the tests.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => RunLeftovers.Remove(grace: TimeSpan.Zero);
    }
}
