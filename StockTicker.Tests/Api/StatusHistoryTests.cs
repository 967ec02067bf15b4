using Microsoft.Extensions.DependencyInjection;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Pages;

namespace StockTicker.Tests.Api;

/// <summary>The plots of the status page on a first visit.</summary>
public sealed class StatusHistoryTests
{
    [Fact]
    public async Task A_first_visit_gets_the_last_two_minutes_and_no_more()
    {
        await using var application = new TickerApplication();
        using var client = application.Connect();
        var history = application.Services.GetRequiredService<StatusHistory>();
        for (var i = 0; i < StatusHistory.MaxSamples + 10; i++)
            history.Sample();

        var page = await client.GetStringAsync("/status", TestTimeout.Token);
        var plots = await client.GetJsonAsync("/status?handler=plots");

        Assert.Equal(6, plots.EnumerateObject().Count());
        foreach (var plot in plots.EnumerateObject())
        {
            Assert.Equal(StatusHistory.MaxSamples, plot.Value.GetArrayLength());
            Assert.Contains($"data-stat=\"{plot.Name}\"", page, StringComparison.Ordinal);
        }
        Assert.Equal(6, page.Split("data-values=\"0 0 ").Length + page.Split("data-values=\"0.").Length - 2);
    }
}
