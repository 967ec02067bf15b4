using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>A server to measure.</summary>
/// <param name="Name">The name for tables.</param>
/// <param name="Protocol">The protocol of its clients.</param>
/// <param name="Command">Creates the command line for a port.</param>
internal sealed record Contestant(string Name, string Protocol, Func<int, string[]> Command)
{
    /// <summary>The number of quotes in a batch of the application's market.</summary>
    public const int QuotesPerUpdate = 20;

    private const int ServerProcessor = 0;
    private const int WatcherProcessor = 1;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WatchLimit = TimeSpan.FromMinutes(2);
    private static readonly string Self = typeof(Contestant).Assembly.Location;

    /// <summary>The option for the path of the application.</summary>
    public static Option<string?> ApplicationOption() =>
        new("--app") { Description = "Path of StockTicker.Web.dll; by default, that of the same build" };

    /// <summary>Gets the application and the baselines, or none, after printing the reason, if the application does not exist.</summary>
    /// <param name="application">The path of its assembly; by default, that of the same build.</param>
    public static Contestant[]? All(string? application)
    {
        if (PathOf(application) is not { } path)
            return null;
        return
        [
            Application(path, "StockTicker", "sse"), Application(path, "/stock-stream", "stocks"),
            Baseline("TypedResults", "sse", "typed"), Baseline("SignalR", "signalr", "signalr"),
        ];
    }

    /// <summary>Gets the full path of the application, or null, after printing the reason, if it does not exist.</summary>
    /// <param name="application">The path of its assembly; by default, that of the same build.</param>
    public static string? PathOf(string? application)
    {
        application ??= BuiltApplication();
        if (File.Exists(application))
            return Path.GetFullPath(application);
        Console.Error.WriteLine($"{application} does not exist. Build the solution with -c Release, or specify another path with --app.");
        return null;
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">The server does not start.</exception>
    public static ChildProcess StartServer(string[] command, int port)
    {
        var server = ChildProcess.Start(ServerProcessor, [], command);
        if (SpinWait.SpinUntil(() => server.HasExited || Listens(port), StartLimit) && !server.HasExited)
            return server;
        var output = server.Output;
        server.Dispose();
        throw new InvalidOperationException($"The server does not start: {output}");
    }

    /// <summary>Starts the server, measures it under load and stops it.</summary>
    /// <exception cref="InvalidOperationException">The server does not start, or the load generator fails.</exception>
    public Load Run(int clients, double seconds) => Watch<Load>(clients, seconds);

    /// <summary>Starts the server, measures it while clients reconnect at a rate per second, and stops it.</summary>
    /// <exception cref="InvalidOperationException">The server does not start, or the load generator fails.</exception>
    public Storm Storm(int clients, int rate, double seconds) => Watch<Storm>(clients, seconds, "--reopen", Text(rate));

    /// <summary>The application, with a market of 100 instruments.</summary>
    public static Contestant Application(string assembly, string name, string protocol) => new(name, protocol, port =>
    [
        assembly, "--urls", Url(port), "--Market:Instruments=100", $"--Market:QuotesPerUpdate={QuotesPerUpdate}", "--Market:UpdateInterval=00:00:00.100",
        "--Streaming:MaxStreams=0", "--Streaming:MaxStreamsPerAddress=0", "--Streaming:NewStreamsPerMinute=0",
        "--ConnectionStrings:StockTicker=Data Source=:memory:", "--Logging:LogLevel:Default=Warning",
    ]);

    private static Contestant Baseline(string name, string protocol, string baseline) =>
        new(name, protocol, port => [Self, "serve", baseline, "--port", Text(port)]);

    private T Watch<T>(int clients, double seconds, params string[] more)
    {
        var port = FreePort();
        using var server = StartServer(Command(port), port);
        // Reads on one thread, without dispatching to others.
        using var watch = ChildProcess.Start(
            WatcherProcessor, [("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"), ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1")],
            [Self, "watch", "--protocol", Protocol, "--port", Text(port), "--pid", Text(server.Id), "--clients", Text(clients),
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture), .. more]);
        if (!watch.WaitForExit(WatchLimit + TimeSpan.FromSeconds(seconds)) || !watch.Succeeded)
            throw new InvalidOperationException($"The load on {Name} failed: {watch.Output} {server.Output}");
        return JsonSerializer.Deserialize<T>(watch.Output)!;
    }

    // The build output in the configuration of this assembly.
    private static string BuiltApplication()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Results.Repository, "StockTicker.Web", "bin", output.Parent!.Name, output.Name, "StockTicker.Web.dll");
    }

    private static bool Listens(int port)
    {
        Thread.Sleep(100);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Finds a free port.</summary>
    public static int FreePort()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private static string Url(int port) => $"http://127.0.0.1:{Text(port)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
