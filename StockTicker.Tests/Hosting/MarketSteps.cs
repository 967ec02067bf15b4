using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace StockTicker.Tests.Hosting;

/// <summary>Steps a market with a manual clock.</summary>
public static class MarketSteps
{
    /// <summary>Makes a number of updates and returns the last event's id.</summary>
    public static async Task<string> StepAsync(this HttpClient client, int updates = 1)
    {
        using var response = await client.PostAsJsonAsync("/market/step", new { updates }, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);
        return body.GetProperty("id").GetString()!;
    }

    /// <summary>Publishes trades, a JSON array, to a market that is fed. The client sends a token with the scope <c>feed</c>.</summary>
    /// <returns>The id of the event that contains them.</returns>
    public static async Task<string> FeedAsync(this HttpClient client, string trades)
    {
        using var response = await client.PostAsync("/market/trades", new StringContent(trades, new MediaTypeHeaderValue("application/json")), TestTimeout.Token);
        response.EnsureSuccessStatusCode();
        return await client.StepAsync();
    }

    /// <summary>Reads a JSON response.</summary>
    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>(path, TestTimeout.Token);
}
