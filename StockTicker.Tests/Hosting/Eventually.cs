namespace StockTicker.Tests.Hosting;

/// <summary>Waits for a state that another thread brings about.</summary>
public static class Eventually
{
    /// <summary>Returns once <paramref name="state"/> holds; the test's own time limit ends a wait that is in vain.</summary>
    public static async Task TrueAsync(Func<bool> state)
    {
        while (!state())
            await Task.Delay(1, Patience.Token);
    }

    /// <summary>Returns once <paramref name="state"/> holds.</summary>
    public static async Task TrueAsync(Func<Task<bool>> state)
    {
        while (!await state())
            await Task.Delay(1, Patience.Token);
    }
}
