namespace StockTicker.Tests.Hosting;

/// <summary>How long a test waits for what must come. It ends a wait that is in vain; it says nothing about speed.</summary>
public static class Patience
{
    /// <summary>The wait's length.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Is cancelled with the test run, or when a wait that begins now has been in vain.</summary>
    public static CancellationToken Token
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Limit);
            return source.Token;
        }
    }
}
