using System.Globalization;
using StockTicker.Tests.ScaleOut;

[assembly: AssemblyFixture(typeof(RedisServers))]

namespace StockTicker.Tests.ScaleOut;

/// <summary>The Redis that tests share, each with keys of its own. It is started when first needed. A test that stops Redis has its own.</summary>
public sealed class RedisServers : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisServer>> Shared = new(RedisServer.StartAsync);
    private static int _keys;

    /// <summary>Gets the settings of a log that no other test uses.</summary>
    public static async Task<string[]> SettingsAsync() =>
    [
        $"ScaleOut:Redis={(await Shared.Value).ConnectionString}",
        string.Create(CultureInfo.InvariantCulture, $"ScaleOut:Key=test{Interlocked.Increment(ref _keys)}"),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
            await (await Shared.Value).DisposeAsync();
    }
}
