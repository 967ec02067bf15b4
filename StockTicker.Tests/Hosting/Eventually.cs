namespace StockTicker.Tests.Hosting;

/// <summary>Waits for a state that another thread brings about.</summary>
public static class Eventually
{
    /// <summary>Returns once <paramref name="state"/> holds, or fails after <see cref="TestTimeout"/>.</summary>
    public static async Task TrueAsync(Func<bool> state)
    {
        var timeout = TestTimeout.Token;
        for (var wait = 1; !state(); wait = NextDelay(wait))
            await Task.Delay(wait, timeout);
    }

    /// <summary>Returns once <paramref name="state"/> holds, or fails after <see cref="TestTimeout"/>.</summary>
    public static async Task TrueAsync(Func<Task<bool>> state)
    {
        var timeout = TestTimeout.Token;
        for (var wait = 1; !await state(); wait = NextDelay(wait))
            await Task.Delay(wait, timeout);
    }

    // Polls less and less often, so that many waits do not take the processor from what they wait for.
    private static int NextDelay(int wait) => Math.Min(2 * wait, 32);
}
