using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.Starting;

/// <summary>What is left of an application that has ended.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task A_stopped_application_can_be_garbage_collected()
    {
        var logs = new List<WeakReference>();
        for (var i = 0; i < 5; i++)
            logs.Add(await StartAndEndAsync());

        // What is made once for a whole process may have been made by one of them, and hold on to it.
        while (logs.Count(log => log.IsAlive) > 1)
        {
            // The timers of what has ended run out now and then, and a collection halts every other test.
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
