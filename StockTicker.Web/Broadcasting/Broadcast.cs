using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StockTicker.Web.Broadcasting;

/// <summary>A message that an operator publishes.</summary>
/// <param name="Type">The type of the event.</param>
/// <param name="Message">The message: any JSON value.</param>
internal sealed partial record Broadcast(string Type, JsonElement Message)
{
    private const string DefaultType = "notice";

    // The server's own types, and those that EventSource raises.
    private static readonly FrozenSet<string> Reserved =
        ["hello", "snapshot", "quotes", "market", "clock", "alert", "heartbeat", "shutdown", "error", "open", "message"];

    /// <summary>Reads <c>{"type":"notice","message":…}</c>. The type is optional.</summary>
    public static bool TryRead(JsonElement body, out Broadcast broadcast, out string error)
    {
        try
        {
            return TryReadText(body, out broadcast, out error);
        }
        catch (Exception bad) when (bad is InvalidOperationException or JsonException)
        {
            // For example, an unpaired surrogate cannot be encoded.
            (broadcast, error) = (null!, "The body contains text that is not valid Unicode.");
            return false;
        }
    }

    private static bool TryReadText(JsonElement body, out Broadcast broadcast, out string error)
    {
        (broadcast, error) = (null!, "");
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("message", out var message))
        {
            error = "The body must be an object with a message.";
            return false;
        }
        var type = DefaultType;
        if (body.TryGetProperty("type", out var named))
        {
            type = named.ValueKind == JsonValueKind.String ? named.GetString()! : named.GetRawText();
            if (named.ValueKind != JsonValueKind.String || !Pattern().IsMatch(type) || Reserved.Contains(type))
            {
                error = $"type is '{type}'; it must be 1 to 32 lower-case letters, digits, hyphens or underscores, a letter first, "
                    + $"and none of {string.Join(", ", Reserved.Order())}.";
                return false;
            }
        }
        // Serialized again, to detect a value that cannot be written.
        broadcast = new Broadcast(type, JsonSerializer.SerializeToElement(message));
        return true;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,31}\z")]
    private static partial Regex Pattern();
}
