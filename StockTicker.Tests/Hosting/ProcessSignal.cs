using System.Runtime.InteropServices;

namespace StockTicker.Tests.Hosting;

/// <summary>Sends POSIX signals to processes that tests have started.</summary>
internal static partial class ProcessSignal
{
    /// <summary>Asks a process to stop at once: SIGINT.</summary>
    public static void Interrupt(int process) => Send(process, 2);

    /// <summary>Asks a process to stop, like a service manager: SIGTERM.</summary>
    public static void Terminate(int process) => Send(process, 15);

    /// <summary>Suspends a process with its connections open, like an overloaded machine: SIGSTOP.</summary>
    public static void Freeze(int process) => Send(process, OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>Resumes a process: SIGCONT.</summary>
    public static void Thaw(int process) => Send(process, OperatingSystem.IsMacOS() ? 19 : 18);

    private static void Send(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
