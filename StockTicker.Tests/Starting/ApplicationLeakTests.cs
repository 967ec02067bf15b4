using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Starting;

/// <summary>Memory leaks of stopped applications.</summary>
public sealed class ApplicationLeakTests
{
    [Fact]
    public async Task A_stopped_application_can_be_garbage_collected()
    {
        var logs = new List<WeakReference>();
        for (var i = 0; i < 5; i++)
            logs.Add(await StartAndEndAsync());

        // Process-wide objects may have been created by one of the applications and still reference it.
        while (logs.Count(log => log.IsAlive) > 1)
        {
            // Remaining timers expire after a while. Collections pause all other tests, so they are rare.
            await Task.Delay(250, TestTimeout.Token);
            GC.Collect();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StartAndEndAsync()
    {
        await using var application = new TickerApplication("Market:Instruments=3");
        using var client = application.Connect();
        Assert.NotEmpty(await client.GetStringAsync("/", TestTimeout.Token));
        return new WeakReference(application.Services.GetRequiredService<EventLog>());
    }
}
