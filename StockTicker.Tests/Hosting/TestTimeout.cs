namespace StockTicker.Tests.Hosting;

/// <summary>How long a test waits for an expected state. It only ends a wait in vain and does not measure speed.</summary>
public static class TestTimeout
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);
    private static readonly AsyncLocal<(long Since, CancellationToken Token)> Current = new();

    /// <summary>A token that is cancelled with the test run, or two minutes from now.</summary>
    public static CancellationToken Token
    {
        get
        {
            // Waits that begin within a second share a token, because some tests wait a hundred thousand times.
            var (since, token) = Current.Value;
            if (since != 0 && TimeProvider.System.GetElapsedTime(since) < Shared)
                return token;
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Limit);
            Current.Value = (TimeProvider.System.GetTimestamp(), source.Token);
            return source.Token;
        }
    }
}
