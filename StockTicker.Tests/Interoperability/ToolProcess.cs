using System.Diagnostics;
using System.Text;

namespace StockTicker.Tests.Interoperability;

/// <summary>A program that a test starts and that ends with the test.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ToolProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _process.Start();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its output, which must be read: otherwise the program blocks.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Its error output so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it is still running.</summary>
    public bool Runs => !_process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="home">The home folder of the program; the user's by default.</param>
    /// <param name="variables">Additional environment variables.</param>
    public static ToolProcess Start(string path, string[] arguments, string? home = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        if (home is not null)
            start.Environment["HOME"] = home;
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ToolProcess(start);
    }

    /// <summary>Waits for it to exit and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Runs)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
