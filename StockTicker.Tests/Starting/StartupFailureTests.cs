using System.Net;
using System.Net.Sockets;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Starting;

public sealed class StartupFailureTests
{
    [Theory]
    [LongInlineData("Market:Instruments", "0", "a whole number from 1 to 10000")]
    [InlineData("Market:Instruments", "many", "a whole number from 1 to 10000")]
    [LongInlineData("Market:Seed", "-1", "a whole number from 0 to 2147483647")]
    [InlineData("Market:UpdateInterval", "250", "a time span hh:mm:ss.fff from 00:00:00.001 to 01:00:00")]
    [LongInlineData("Market:QuotesPerUpdate", "101", "a whole number from 1 to 100")]
    [LongInlineData("Market:Clock", "broken", "system or manual")]
    [LongInlineData("Market:Start", "yesterday", "an instant from 1970 on in ISO 8601")]
    [LongInlineData("Market:Source", "files", "simulated or replay or feed")]
    [LongInlineData("Market:Replay", "/none/trades.csv", "an existing file or folder")]
    [InlineData("Market:Speed", "fast", "a number from 0.1 to 1000 or max")]
    [LongInlineData("Market:History", "07:00:00", "a time span hh:mm:ss.fff from 00:00:00 to 06:30:00")]
    [LongInlineData("Market:Model:MaxVolatility", "11", "between 0 and 10")]
    [InlineData("Market:Model:Speed", "fast", "a number")]
    [LongInlineData("Streaming:RetainedEvents", "15", "a whole number from 16 to 1000000")]
    [LongInlineData("Streaming:HeartbeatInterval", "00:00:00.5", "a time span hh:mm:ss.fff from 00:00:01 to 00:05:00")]
    [LongInlineData("Streaming:MaxStreams", "-1", "a whole number from 0 to 10000000")]
    [LongInlineData("Streaming:MaxStreamsPerAddress", "many", "a whole number from 0 to 10000000")]
    [LongInlineData("Streaming:NewStreamsPerMinute", "1.5", "a whole number from 0 to 10000000")]
    [LongInlineData("Users:ChangesPerMinute", "-1", "a whole number from 0 to 1000000")]
    [LongInlineData("Streaming:PublicStats", "yes", "true or false")]
    [LongInlineData("Streaming:AllowedOrigins", "*", "an origin such as https://example.com")]
    [InlineData("Streaming:AllowedOrigins:0", "https://example.com/path", "an origin such as https://example.com")]
    [InlineData("ForwardedHeaders:KnownProxies", "proxy", "an address or a network, such as 10.0.0.5 or 10.0.0.0/8")]
    [LongInlineData("Kestrel:Limits:RequestHeadersTimeout", "soon", "a time span")]
    [InlineData("Kestrel:Limits:MaxRequestLineSize", "-1", "ositive")]
    [LongInlineData("Kestrel:Limits:Http2:MaxStreamsPerConnection", "0", "greater than zero")]
    [LongInlineData("Kestrel:Limits:MinRequestBodyDataRate:BytesPerSecond", "-1", "ositive")]
    public async Task An_invalid_setting_fails_startup_with_one_line_that_names_key_value_and_valid_range(
        string key, string value, string right)
    {
        await using var application = ApplicationProcess.Start($"--{key}={value}");

        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("StockTicker cannot start: ", line, StringComparison.Ordinal);
        Assert.Contains(key.Replace(":0", "", StringComparison.Ordinal), line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
        Assert.Contains(right, line, StringComparison.Ordinal);
    }

    [Theory]
    [LongInlineData("Market:List", "symbol\nA B\n", ": line 2: 'A B' is not a symbol")]
    [InlineData("Market:Replay", "time,symbol,price\n1767623400,A,1\nx,A,1\n", ": a.csv, line 3, column time: 'x': not a time from 1970 on")]
    [LongInlineData("Market:Replay", "one,two\n1,2\n", ": its columns are one, two")]
    public async Task An_invalid_file_fails_startup_with_one_line_that_names_key_file_and_problem(string key, string content, string problem)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.csv");
        await File.WriteAllTextAsync(path, content, TestTimeout.Token);
        string[] source = key == "Market:Replay" ? ["--Market:Source=replay", "--Market:Strict=true"] : [];
        await using var application = ApplicationProcess.Start([$"--{key}={path}", .. source]);

        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"StockTicker cannot start: {key} is '{path}'{problem}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_settings_of_several_owners_are_each_named_on_a_line()
    {
        await using var application = ApplicationProcess.Start(
            "--Market:Instruments=0", "--Streaming:PublicStats=yes", "--Users:ChangesPerMinute=-1");

        Assert.Equal(1, await application.ExitAsync());
        var lines = application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("StockTicker cannot start: ", line, StringComparison.Ordinal));
        Assert.Equal(
            ["Market:Instruments", "Streaming:PublicStats", "Users:ChangesPerMinute"],
            lines.Select(line => line.Split(' ')[3]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_busy_port_fails_startup_with_one_line_that_says_what_to_do(string environment)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await using var application = ApplicationProcess.Start("--urls", address, "--environment", environment);

        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(address, line, StringComparison.Ordinal);
        Assert.Contains("in use", line, StringComparison.Ordinal);
        Assert.Contains("--urls", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:abc")]
    [LongInlineData("nonsense")]
    [LongInlineData("http://127.0.0.1:99999")]
    [LongInlineData("ftp://127.0.0.1:5000")]
    public async Task An_invalid_address_fails_startup_with_one_line(string address)
    {
        await using var application = ApplicationProcess.Start("--urls", address);

        Assert.Equal(1, await application.ExitAsync());
        Assert.Contains(address, Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
