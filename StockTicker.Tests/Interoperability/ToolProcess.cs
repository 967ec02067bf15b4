using System.Diagnostics;
using System.Text;

namespace StockTicker.Tests.Interoperability;

/// <summary>A program that a test started, and that ends with it.</summary>
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

    /// <summary>What it prints. Somebody has to read it, since a program whose output nobody takes comes to a stop.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>What it complained of so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Whether it still runs.</summary>
    public bool Runs => !_process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="home">The folder that it takes for its user's home; the user's own where there is none.</param>
    /// <param name="variables">What it finds in its environment besides.</param>
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

    /// <summary>Waits for its end and says how it ended.</summary>
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
