namespace StockTicker.Tests.Hosting;

/// <summary>How long a test waits for what must come. It ends a wait that is in vain; it says nothing about speed.</summary>
public static class TestTimeout
{
    /// <summary>The length of a wait.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);
    private static readonly AsyncLocal<(long Since, CancellationToken Token)> Current = new();

    /// <summary>Is cancelled with the test run, or when a wait that begins now has been in vain for two minutes.</summary>
    public static CancellationToken Token
    {
        get
        {
            // Waits that begin within a second share a token: some tests wait a hundred thousand times.
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
