using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>A child process, which runs on a separate processor if the machine has more than one.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();

    // The runtime does not raise ProcessExit for a process that is terminated by a signal.
    private static readonly PosixSignalRegistration[] Signals = Array.ConvertAll(
        [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP], signal => PosixSignalRegistration.Create(signal, _ => EndAll()));

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildProcess(Process process)
    {
        _process = process;
        Running[this] = true;
        GC.KeepAlive(Signals);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process has exited.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The output of the process.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString().Trim();
        }
    }

    /// <summary>Starts <c>dotnet</c> with arguments.</summary>
    /// <param name="processor">The processor to run on; ignored if the machine has only one.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="arguments">The path of an assembly and its arguments.</param>
    public static ChildProcess Start(int processor, IEnumerable<(string Name, string Value)> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        // A child inherits the processors of its parent. On Linux, setting them later would affect only its first thread.
        var all = Pin(1 << processor);
        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        finally
        {
            Pin(all);
        }
    }

    /// <summary>Waits for the process to exit. Returns false on a timeout.</summary>
    public bool WaitForExit(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
            return false;
        // Waits until all output has been read.
        _process.WaitForExit();
        return true;
    }

    /// <summary>Whether the process exited successfully.</summary>
    public bool Succeeded => _process.ExitCode == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Running.TryRemove(this, out _))
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static nint Pin(nint processors)
    {
        nint before = 0;
        if (Environment.ProcessorCount > 1 && processors != 0 && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
        {
            using var self = Process.GetCurrentProcess();
            before = self.ProcessorAffinity;
            self.ProcessorAffinity = processors;
        }
        return before;
    }

    private static void EndAll()
    {
        foreach (var (child, _) in Running)
            child.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
