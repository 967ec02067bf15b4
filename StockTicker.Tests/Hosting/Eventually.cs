namespace StockTicker.Tests.Hosting;

/// <summary>Waits for a state that another thread brings about.</summary>
public static class Eventually
{
    /// <summary>Returns once <paramref name="state"/> holds, or fails when the patience is over.</summary>
    public static async Task TrueAsync(Func<bool> state)
    {
        var patience = TestTimeout.Token;
        while (!state())
            await Task.Delay(1, patience);
    }

    /// <summary>Returns once <paramref name="state"/> holds, or fails when the patience is over.</summary>
    public static async Task TrueAsync(Func<Task<bool>> state)
    {
        var patience = TestTimeout.Token;
        while (!await state())
            await Task.Delay(1, patience);
    }
}
