using System.Diagnostics;
using System.Reflection;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Streaming;

/// <summary>
/// Runs the stream tests over other transports. Plain connections have their own writer, and clients must not see a difference.
/// </summary>
[Trait("Category", "Slow")]
public sealed class TransportTests
{
    private static readonly Type[] Suite =
    [
        typeof(OpeningTests), typeof(FilterTests), typeof(JoinTests), typeof(ResumeTests), typeof(ChannelTests), typeof(ConflationTests),
        typeof(HeartbeatTests), typeof(GzipTests), typeof(StreamEndTests),
    ];

    // The short form leaves out what is decided before anything is written, and both transports write through the same code.
    private static readonly Dictionary<string, Type[]> ShortSuite = new()
    {
        ["tls"] = [typeof(OpeningTests), typeof(GzipTests)],
        ["http2"] = [typeof(ResumeTests), typeof(StreamEndTests)],
    };

    // TLS has the writer of pipe, too.
    [Theory]
    [LongInlineData("pipe")]
    [InlineData("tls")]
    [InlineData("http2")]
    public async Task Stream_tests_pass_over(string transport)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var tests in TestLength.IsLong ? Suite : ShortSuite[transport])
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(tests.FullName!);
        }
        // The short form runs the core, and the long form everything that applies to more than plain HTTP/1.1.
        start.ArgumentList.Add(TestLength.Choose("-trait", "-trait-"));
        start.ArgumentList.Add($"{Transport.Trait}={TestLength.Choose(Transport.Core, Transport.Plain)}");
        start.Environment[Transport.Variable] = transport;
        using var process = Process.Start(start)!;
        // Each of its tests has its own timeout.
        var run = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(run);
        var errors = process.StandardError.ReadToEndAsync(run);

        try
        {
            await process.WaitForExitAsync(run);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
        Assert.DoesNotContain("Total: 0,", await output, StringComparison.Ordinal);
    }
}
