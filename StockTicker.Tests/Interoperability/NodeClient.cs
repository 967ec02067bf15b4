using System.Runtime.CompilerServices;
using System.Text.Json;

namespace StockTicker.Tests.Interoperability;

/// <summary>The npm package <c>eventsource</c> in Node.js, in the version pinned by the package lock next to its script.</summary>
internal static class NodeClient
{
    private static readonly NpmFolder Npm = new("Interoperability", "node");

    /// <summary>Waits until the package is installed.</summary>
    public static Task RequireAsync() => Npm.RequireAsync();

    /// <summary>Reads events of these types until cancelled. The package reconnects by itself.</summary>
    public static async IAsyncEnumerable<ReceivedEvent> ReadAsync(
        Uri address, IEnumerable<string> types, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var process = await Npm.StartAsync("listen.mjs", [address.AbsoluteUri, .. types]);
        while (await process.Output.ReadLineAsync(cancellation) is { } line)
            yield return JsonSerializer.Deserialize<ReceivedEvent>(line, JsonSerializerOptions.Web)!;
        Assert.Fail($"node ended with {await process.ExitAsync()}: {process.Errors}");
    }
}
