using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>A process that this one started and ends, on a processor of its own where there is one.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();

    // The runtime ends a process that is signalled without raising ProcessExit.
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

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString().Trim();
        }
    }

    /// <summary>Starts <c>dotnet</c> with these arguments.</summary>
    /// <param name="processor">Which processor it is to keep to; where there is one alone it does not matter.</param>
    /// <param name="environment">Variables that it is to have besides.</param>
    /// <param name="arguments">An assembly and its arguments.</param>
    public static ChildProcess Start(int processor, IEnumerable<(string Name, string Value)> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        // A child has its parent's processors from its first moment: set later, on Linux, they would be its first thread's alone.
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

    /// <summary>Waits for its end. False if it takes longer than that.</summary>
    public bool WaitForExit(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
            return false;
        // Until all that it printed has been read.
        _process.WaitForExit();
        return true;
    }

    /// <summary>Whether it ended well.</summary>
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
