using System.Reflection;
using StockTicker.Tests.Hosting;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(TestRunFramework))]

namespace StockTicker.Tests.Hosting;

/// <summary>The xUnit.net framework, extended to print the progress of a run and to fail a run that leaves something behind.</summary>
public sealed class TestRunFramework : XunitTestFramework
{
    private readonly string? _configuration;

    public TestRunFramework()
    {
    }

    public TestRunFramework(string? configFileName) : base(configFileName) => _configuration = configFileName;

    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new Executor(new XunitTestAssembly(assembly, _configuration));

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        private const int MinThreads = 32;

        public override async ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions,
            CancellationToken cancellationToken)
        {
            RunLeftovers.Prepare();
            // Applications start synchronously and block the thread of their test, so one thread per core would not be enough.
            ThreadPool.SetMinThreads(MinThreads, MinThreads);
            using var progress = new RunProgress(testCases.Count);
            await base.RunTestCases(testCases, new Sink(executionMessageSink, progress), executionOptions, cancellationToken);
        }
    }

    private sealed class Sink(IMessageSink next, RunProgress progress) : IMessageSink
    {
        private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

        public bool OnMessage(IMessageSinkMessage message)
        {
            progress.Observe(message);
            // All fixtures have been disposed, so nothing may be left.
            if (message is ITestAssemblyFinished finished && RunLeftovers.Remove(Grace) is { Count: > 0 } leftovers)
            {
                var failure = new InvalidOperationException($"The run left behind:\n{string.Join('\n', leftovers)}");
                Console.Error.WriteLine(failure.Message);
                next.OnMessage(TestAssemblyCleanupFailure.FromException(failure, finished.AssemblyUniqueID));
            }
            return next.OnMessage(message);
        }
    }
}
