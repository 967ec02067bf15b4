using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace StockTicker.Benchmarks.Fanout;

/// <summary>A server that takes part.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Protocol">What its clients speak.</param>
/// <param name="Command">What starts it, but for its port.</param>
internal sealed record Contestant(string Name, string Protocol, Func<int, string[]> Command)
{
    private const int ServerProcessor = 0;
    private const int WatcherProcessor = 1;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WatchLimit = TimeSpan.FromMinutes(2);
    private static readonly string Self = typeof(Contestant).Assembly.Location;

    /// <summary>The application from this assembly.</summary>
    public static Contestant Application(string assembly) => new("StockTicker", "sse", port =>
    [
        assembly, "--urls", Url(port), "--Market:Instruments=100", "--Market:QuotesPerUpdate=20", "--Market:UpdateInterval=00:00:00.100",
        "--Streaming:MaxStreams=0", "--Streaming:MaxStreamsPerAddress=0", "--Streaming:NewStreamsPerMinute=0",
        "--ConnectionStrings:StockTicker=Data Source=:memory:", "--Logging:LogLevel:Default=Warning",
    ]);

    /// <summary>A baseline.</summary>
    public static Contestant Baseline(string name, string protocol, string baseline) =>
        new(name, protocol, port => [Self, "serve", baseline, "--port", Text(port)]);

    /// <summary>Starts it, puts it under load and ends it.</summary>
    /// <exception cref="InvalidOperationException">It does not start, or the load generator fails.</exception>
    public Load Run(int clients, double seconds)
    {
        var port = FreePort();
        using var server = ChildProcess.Start(ServerProcessor, [], Command(port));
        if (!SpinWait.SpinUntil(() => server.HasExited || Listens(port), StartLimit) || server.HasExited)
            throw new InvalidOperationException($"{Name} does not start: {server.Output}");
        // One thread that reads where it is told to, without handing over to others.
        using var watch = ChildProcess.Start(
            WatcherProcessor, [("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"), ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1")],
            Self, "watch", "--protocol", Protocol, "--port", Text(port), "--pid", Text(server.Id), "--clients", Text(clients),
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture));
        if (!watch.WaitForExit(WatchLimit + TimeSpan.FromSeconds(seconds)) || !watch.Succeeded)
            throw new InvalidOperationException($"The load on {Name} failed: {watch.Output} {server.Output}");
        return JsonSerializer.Deserialize<Load>(watch.Output)!;
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

    private static int FreePort()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private static string Url(int port) => $"http://127.0.0.1:{Text(port)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
