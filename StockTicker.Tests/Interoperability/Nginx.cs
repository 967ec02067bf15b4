using System.Globalization;
using System.Net.Sockets;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Interoperability;

/// <summary>An nginx in front of an application, with a server for each of two common configurations.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ToolProcess _process;

    private Nginx(DirectoryInfo folder, ToolProcess process, int defaultPort, int keepAlivePort)
    {
        (_folder, _process) = (folder, process);
        Default = At(defaultPort);
        KeepAlive = At(keepAlivePort);
    }

    /// <summary>The path below which the application is, except at the root of <see cref="Default"/> and <see cref="KeepAlive"/>.</summary>
    public const string Kept = "/kept";

    /// <summary>Like <see cref="Kept"/>, for a path that nginx removes and sends in a header.</summary>
    public const string Removed = "/removed";

    /// <summary>With the default proxy settings of nginx: HTTP/1.0, a connection for each request, and buffering.</summary>
    public Uri Default { get; }

    /// <summary>With HTTP/1.1 and keep-alive connections.</summary>
    public Uri KeepAlive { get; }

    /// <summary>The requests so far, one per line: the server's port, the status, and the request line.</summary>
    public string Log
    {
        get
        {
            using var log = new FileStream(LogPath(_folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return new StreamReader(log).ReadToEnd();
        }
    }

    /// <summary>Starts it in front of the application at this address.</summary>
    /// <param name="readTimeout">How long the application can be silent, in whole seconds; by default the 60 of nginx.</param>
    public static Task<Nginx> StartAsync(Uri application, TimeSpan? readTimeout = null) => StartAsync([application], readTimeout);

    /// <summary>Starts it in front of several instances, to which it sends requests in turn.</summary>
    public static async Task<Nginx> StartAsync(IReadOnlyList<Uri> applications, TimeSpan? readTimeout = null)
    {
        var path = await Tool.RequireAsync("nginx", "nginx");
        var folder = Directory.CreateTempSubdirectory("nginx-");
        // If started by root, its workers run as another user, who needs access to its folders.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, folder.UnixFileMode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var (defaultPort, keepAlivePort) = (FreePort.Next(), FreePort.Next());
        var configuration = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, applications, defaultPort, keepAlivePort, readTimeout));
        var errors = Path.Combine(folder.FullName, "error.log");
        var process = ToolProcess.Start(path, ["-p", folder.FullName, "-c", configuration, "-e", errors]);
        var nginx = new Nginx(folder, process, defaultPort, keepAlivePort);
        await Eventually.TrueAsync(async () =>
            !process.Runs || (await ListensAsync(nginx.Default) && await ListensAsync(nginx.KeepAlive)));
        if (!process.Runs)
            Assert.Fail($"nginx does not start: {await File.ReadAllTextAsync(errors)}");
        return nginx;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(
        DirectoryInfo folder, IReadOnlyList<Uri> applications, int defaultPort, int keepAlivePort, TimeSpan? readTimeout)
    {
        string[] temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        var temporaryPaths = string.Join(' ', temporary.Select(name => $"{name}_temp_path {folder.FullName}/{name};"));
        var timeout = readTimeout is { } time ? $"proxy_read_timeout {(int)time.TotalSeconds}s;" : "";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off;
            worker_processes 1;
            pid {{folder.FullName}}/nginx.pid;
            events { }
            http {
                {{temporaryPaths}}
                log_format short '$server_port $status $request';
                access_log {{LogPath(folder)}} short;
                {{timeout}}
                server {
                    listen 127.0.0.1:{{defaultPort}};
                    location / {
                        proxy_pass http://{{applications[0].Authority}};
                    }
                    location {{Removed}}/ {
                        proxy_pass http://{{applications[0].Authority}}/;
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-Prefix {{Removed}};
                    }
                }
                upstream kept {
                    {{string.Join(' ', applications.Select(application => $"server {application.Authority};"))}}
                    keepalive 8;
                }
                server {
                    listen 127.0.0.1:{{keepAlivePort}};
                    location / {
                        proxy_pass http://kept;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                    }
                }
            }
            """);
    }

    private static string LogPath(DirectoryInfo folder) => Path.Combine(folder.FullName, "access.log");

    private static Uri At(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static async Task<bool> ListensAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, TestTimeout.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
