using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace StockTicker.Tests.Hosting;

/// <summary>The application in a separate process, started as users start it.</summary>
public sealed partial class ApplicationProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private string? _printedToken;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ApplicationProcess(
        string folder, string assembly, string environment, string[] arguments, string? home = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
            if (argument.Contains("SigningKeys", StringComparison.Ordinal) && argument.Contains(":Value=", StringComparison.Ordinal))
                SecretLeakDetector.Learn(argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment.Remove("ASPNETCORE_URLS");
        // A test that does not read for a while must not count as a slow client. Arguments take precedence.
        start.Environment["Streaming__WriteTimeout"] = "00:05:00";
        if (home is not null)
        {
            start.Environment["HOME"] = home;
            start.Environment.Remove(RunFolder.DataVariable);
        }
        else
            // Leaves nothing in the developer's folders. Arguments take precedence.
            start.Environment["ConnectionStrings__StockTicker"] = "Data Source=:memory:";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The root folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The built application.</summary>
    public static string BuiltAssembly { get; } = Path.Combine(
        Repository, "StockTicker.Web", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "StockTicker.Web.dll");

    /// <summary>Everything that it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it, on a free port unless the arguments name one.</summary>
    public static ApplicationProcess Start(params string[] arguments) => StartAssembly(BuiltAssembly, "Development", arguments);

    /// <summary>Starts it in Development with this folder as the home folder and no configured path for its files.</summary>
    public static ApplicationProcess StartAtHome(string home, params string[] arguments) =>
        new(Path.GetDirectoryName(BuiltAssembly)!, BuiltAssembly, "Development", [.. arguments, "--urls", "http://127.0.0.1:0"], home);

    /// <summary>Starts it in Development, on a free port, with these environment variables.</summary>
    public static ApplicationProcess StartWith(IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        new(Path.GetDirectoryName(BuiltAssembly)!, BuiltAssembly, "Development", [.. arguments, "--urls", "http://127.0.0.1:0"], variables: variables);

    /// <summary>Starts this assembly in this environment, with its own folder as the working directory.</summary>
    public static ApplicationProcess StartAssembly(string assembly, string environment, params string[] arguments) =>
        StartAssemblyFrom(Path.GetDirectoryName(assembly)!, assembly, environment, arguments);

    /// <summary>Starts this assembly in this environment, with another working directory.</summary>
    public static ApplicationProcess StartAssemblyFrom(string folder, string assembly, string environment, params string[] arguments) =>
        new(folder, assembly, environment, arguments.Contains("--urls") ? arguments : [.. arguments, "--urls", "http://127.0.0.1:0"]);

    /// <summary>The address, once it listens.</summary>
    public async Task<Uri> ListeningAsync() => await _listening.Task.WaitAsync(TestTimeout.Token);

    /// <summary>A new client, once it listens.</summary>
    public async Task<HttpClient> ConnectAsync() => new(new Watched()) { BaseAddress = await ListeningAsync(), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Its current memory in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Waits for it to exit and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestTimeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, like a service manager.</summary>
    public void Terminate() => ProcessSignal.Terminate(_process.Id);

    /// <summary>Suspends it with its connections open, like an overloaded machine.</summary>
    public void Freeze() => ProcessSignal.Freeze(_process.Id);

    /// <summary>Resumes it.</summary>
    public void Thaw() => ProcessSignal.Thaw(_process.Id);

    /// <summary>Kills it, like a crash.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestTimeout.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        // The token that it prints for developers is meant to be read.
        SecretLeakDetector.AssertNotLogged(Output.Split('\n').Where(line => line != _printedToken));
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (PrintedToken().IsMatch(line))
            _printedToken ??= SecretLeakDetector.LearnToken(line);
        if (Listening().Match(line) is { Success: true } match)
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StockTicker.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from within the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"^ey[\w-]+\.[\w-]+\.[\w-]+$")]
    private static partial Regex PrintedToken();

    /// <summary>Learns the secrets in requests and responses.</summary>
    private sealed class Watched() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            SecretLeakDetector.LearnToken(request.Headers.Authorization?.Parameter ?? "");
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
                cookies.ToList().ForEach(SecretLeakDetector.LearnCookie);
            return response;
        }
    }
}
