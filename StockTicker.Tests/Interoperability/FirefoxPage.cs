using System.Text.Json.Nodes;

namespace StockTicker.Tests.Interoperability;

/// <summary>A Firefox window.</summary>
public sealed class FirefoxPage : IAsyncDisposable
{
    private readonly BiDiConnection _connection;
    private readonly string _context;

    private FirefoxPage(BiDiConnection connection, string context) => (_connection, _context) = (connection, context);

    /// <summary>A window at this address, once its document is loaded.</summary>
    internal static async Task<FirefoxPage> OpenAsync(BiDiConnection connection, Uri address)
    {
        // Not a tab, because timers of hidden tabs are throttled.
        var created = await connection.CallAsync("browsingContext.create", new JsonObject { ["type"] = "window" });
        var page = new FirefoxPage(connection, created.GetProperty("context").GetString()!);
        await connection.CallAsync(
            "browsingContext.navigate",
            new JsonObject { ["context"] = page._context, ["url"] = address.AbsoluteUri, ["wait"] = "interactive" });
        return page;
    }

    /// <summary>Calls a function in the page and waits for the text that it, or its promise, returns.</summary>
    /// <param name="function">The function in JavaScript.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<string?> CallAsync(string function, params string[] arguments)
    {
        var response = await _connection.CallAsync("script.callFunction", new JsonObject
        {
            ["functionDeclaration"] = function,
            ["awaitPromise"] = true,
            ["target"] = new JsonObject { ["context"] = _context },
            ["arguments"] = new JsonArray(
                [.. arguments.Select(text => new JsonObject { ["type"] = "string", ["value"] = text })]),
        });
        if (response.GetProperty("type").GetString() != "success")
            Assert.Fail($"The page threw {response.GetRawText()}");
        return response.GetProperty("result").TryGetProperty("value", out var value) ? value.GetString() : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await _connection.CallAsync("browsingContext.close", new JsonObject { ["context"] = _context });
}
