using System.Net.Sockets;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Hosting;

namespace StockTicker.Tests.Starting;

/// <summary>Listening on a Unix domain socket whose file already exists.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sock-");

    private string File => Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_socket_of_a_killed_process_is_replaced()
    {
        LeaveDeadSocket();
        await using var application = new TickerApplication($"urls=http://unix:{File}", "Market:Instruments=3");
        application.StartServer();

        using var client = ConnectTo(File);

        Assert.Contains("AAPL", await client.GetStringAsync("/quotes", TestTimeout.Token), StringComparison.Ordinal);
    }

    [Fact]
    public void The_socket_of_a_running_process_is_kept()
    {
        using var live = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        live.Bind(new UnixDomainSocketEndPoint(File));
        live.Listen(1);
        // A full queue of connections is not a dead socket.
        using var first = Connect();
        using var second = Connect();

        UnixSocketFile.RemoveIfDead(new UnixDomainSocketEndPoint(File));

        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public void Other_files_are_kept()
    {
        System.IO.File.WriteAllText(File, "important");

        UnixSocketFile.RemoveIfDead(new UnixDomainSocketEndPoint(File));
        UnixSocketFile.RemoveIfDead(new UnixDomainSocketEndPoint(_folder.FullName));
        UnixSocketFile.RemoveIfDead(new UnixDomainSocketEndPoint(File + "-missing"));

        Assert.Equal("important", System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData(false)]
    [LongInlineData(true)]
    public async Task A_second_process_can_start_on_the_socket_only_after_the_first_was_killed(bool isKilled)
    {
        await using var first = ApplicationProcess.Start("--urls", $"http://unix:{File}");
        await Eventually.TrueAsync(() => first.Output.Contains("Application started", StringComparison.Ordinal));
        if (isKilled)
            await first.KillAsync();

        await using var second = ApplicationProcess.Start("--urls", $"http://unix:{File}");

        if (isKilled)
        {
            await Eventually.TrueAsync(() => second.Output.Contains("Application started", StringComparison.Ordinal));
            return;
        }
        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains("in use", Assert.Single(second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        using var client = ConnectTo(File);
        Assert.NotEmpty(await client.GetStringAsync("/health/live", TestTimeout.Token));
    }

    // A socket removes the file that it created when it is closed, unless the file has been renamed.
    private void LeaveDeadSocket()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(File + "-new"));
        System.IO.File.Move(File + "-new", File);
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(File));
        return socket;
    }

    private static HttpClient ConnectTo(string file) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(file), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };
}
