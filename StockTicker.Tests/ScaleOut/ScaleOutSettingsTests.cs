using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.ScaleOut;

/// <summary>A start that cannot succeed ends with one line.</summary>
[Trait("Category", "Slow")]
public sealed class ScaleOutSettingsTests
{
    private const string Postgres = "--ConnectionStrings:StockTicker=Host=127.0.0.1;Port=1;Database=prices";

    [Theory]
    [InlineData("ScaleOut:Redis is set, but ConnectionStrings:StockTicker is a SQLite file", "--ScaleOut:Redis=127.0.0.1:1")]
    [InlineData("ScaleOut:Redis is '127.0.0.1:1', which cannot be used", "--ScaleOut:Redis=127.0.0.1:1,password=hunter2", Postgres)]
    [LongInlineData("Market:Clock is 'manual', but Market:Start is not set", "--ScaleOut:Redis=127.0.0.1:1", Postgres, "--Market:Clock=manual")]
    [LongInlineData("but Market:Source is 'feed'", "--ScaleOut:Redis=127.0.0.1:1", Postgres, "--Market:Source=feed")]
    [LongInlineData("ScaleOut:Key is '{a}'; it must be 1 to 64 letters, digits, and hyphens.", "--ScaleOut:Key={a}")]
    [LongInlineData("it must be a StackExchange.Redis connection string", "--ScaleOut:Redis=localhost,nonsense=1", Postgres)]
    public async Task A_start_that_cannot_succeed_ends_with_one_line(string expected, params string[] arguments)
    {
        await using var application = ApplicationProcess.Start(arguments);

        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("StockTicker cannot start: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_Redis_and_PostgreSQL_is_loaded_without_the_settings()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var application = ApplicationProcess.Start("--Market:Instruments=3");
        using var client = await application.ConnectAsync();
        await client.GetJsonAsync("/stats");

        var maps = await File.ReadAllTextAsync($"/proc/{application.Id}/maps", TestTimeout.Token);
        Assert.DoesNotContain("StackExchange.Redis", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql.dll", maps, StringComparison.Ordinal);
    }
}
