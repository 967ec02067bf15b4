using System.Collections.Concurrent;
using System.Diagnostics;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Starting;

[assembly: AssemblyFixture(typeof(Deployments))]

namespace StockTicker.Tests.Starting;

/// <summary>A way to run the application.</summary>
public enum Deployment
{
    /// <summary>The build output, in Development.</summary>
    Development,

    /// <summary>The same, with another working directory.</summary>
    DevelopmentFromElsewhere,

    /// <summary>The build output, in Production.</summary>
    Unpublished,

    /// <summary>The same, with another working directory.</summary>
    UnpublishedFromElsewhere,

    /// <summary>The output of <c>dotnet publish</c>, in Production, with another working directory.</summary>
    PublishedFromElsewhere,
}

/// <summary>The application, run once in each way and shared by all tests. Each is started when first needed.</summary>
public sealed class Deployments : IAsyncDisposable
{
    // bin/Debug/net10.0
    private static readonly string BuiltConfiguration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly DirectoryInfo _published = Directory.CreateTempSubdirectory("stockticker-published-");
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("stockticker-elsewhere-");
    private readonly ConcurrentDictionary<Deployment, Task<ApplicationProcess>> _running = new();

    /// <summary>The application, run in this way.</summary>
    public Task<ApplicationProcess> this[Deployment deployment] => _running.GetOrAdd(deployment, StartAsync);

    /// <summary>A client for the application, run in this way.</summary>
    public async Task<HttpClient> ConnectAsync(Deployment deployment) => await (await this[deployment]).ConnectAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var application in _running.Values.Where(running => running.IsCompletedSuccessfully))
            await (await application).DisposeAsync();
        _published.Delete(recursive: true);
        _elsewhere.Delete(recursive: true);
    }

    private async Task<ApplicationProcess> StartAsync(Deployment deployment)
    {
        var assembly = deployment is Deployment.PublishedFromElsewhere ? await PublishAsync() : ApplicationProcess.BuiltAssembly;
        return ApplicationProcess.StartAssemblyFrom(
            deployment is Deployment.Development or Deployment.Unpublished ? Path.GetDirectoryName(assembly)! : _elsewhere.FullName,
            assembly,
            deployment is Deployment.Development or Deployment.DevelopmentFromElsewhere ? "Development" : "Production",
            // A market that moved during the whole run would cost more than everything that the tests request.
            "--Market:Clock=manual");
    }

    private async Task<string> PublishAsync()
    {
        // The long form compiles a release; the short form publishes what was built for the tests, which lays out the same files.
        string[] what = TestLength.Choose<string[]>(["-c", BuiltConfiguration, "--no-build"], ["-c", "Release", "--no-restore"]);
        string[] arguments = ["publish", "StockTicker.Web", .. what, "-o", _published.FullName, "-nodeReuse:false", "-p:UseSharedCompilation=false"];
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = ApplicationProcess.Repository, RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (publish.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
        return Path.Combine(_published.FullName, "StockTicker.Web.dll");
    }
}
