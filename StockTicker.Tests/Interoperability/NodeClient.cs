using System.Runtime.CompilerServices;
using System.Text.Json;

namespace StockTicker.Tests.Interoperability;

/// <summary>The npm package <c>eventsource</c> in Node.js, in the version that the package lock beside its script pins.</summary>
internal static class NodeClient
{
    private static readonly NodeFolder Folder = new(Path.Combine("Interoperability", "node"), "eventsource");

    /// <summary>Waits until the package is there.</summary>
    public static Task RequireAsync() => Folder.RequireAsync();

    /// <summary>Reads events of these types until it is cancelled. The package reconnects by itself.</summary>
    public static async IAsyncEnumerable<ReceivedEvent> ReadAsync(
        Uri address, IEnumerable<string> types, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var process = await Folder.StartAsync("listen.mjs", [address.AbsoluteUri, .. types]);
        while (await process.Output.ReadLineAsync(cancellation) is { } line)
            yield return JsonSerializer.Deserialize<ReceivedEvent>(line, JsonSerializerOptions.Web)!;
        Assert.Fail($"node ended with {await process.ExitAsync()}: {process.Errors}");
    }
}
