using System.Collections.Concurrent;
using Xunit.Sdk;

namespace StockTicker.Tests.Hosting;

/// <summary>Prints the progress of a run, to distinguish a slow run from one that hangs.</summary>
internal sealed class RunProgress : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly int _total;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentDictionary<string, (string Name, long Since)> _running = new();
    private readonly Timer _timer;
    private int _done;
    private int _failed;

    public RunProgress(int total)
    {
        _total = total;
        _timer = new Timer(_ => Print(), null, Interval, Interval);
    }

    public void Observe(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestStarting starting:
                _running[starting.TestUniqueID] = (starting.TestDisplayName, TimeProvider.System.GetTimestamp());
                break;
            case ITestFinished finished:
                _running.TryRemove(finished.TestUniqueID, out _);
                break;
            case ITestFailed:
                Interlocked.Increment(ref _failed);
                break;
            case ITestCaseFinished:
                Interlocked.Increment(ref _done);
                break;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Print()
    {
        var line = $"[{TimeProvider.System.GetElapsedTime(_start):mm\\:ss}] {_done} of {_total} tests done, {_failed} failed";
        var longest = _running.Values.OrderBy(test => test.Since).Take(1)
            .Select(test => $"; running for {TimeProvider.System.GetElapsedTime(test.Since).TotalSeconds:F0} s: {test.Name}");
        Console.WriteLine(line + string.Concat(longest));
    }
}
