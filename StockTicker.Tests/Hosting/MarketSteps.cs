using System.Net.Http.Json;
using System.Text.Json;

namespace StockTicker.Tests.Hosting;

/// <summary>Moves a market whose clock is manual.</summary>
public static class MarketSteps
{
    /// <summary>Makes so many updates; returns the last event's id.</summary>
    public static async Task<string> StepAsync(this HttpClient client, int updates = 1)
    {
        using var response = await client.PostAsJsonAsync("/market/step", new { updates }, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);
        return answer.GetProperty("id").GetString()!;
    }

    /// <summary>Reads a JSON answer.</summary>
    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>(path, TestTimeout.Token);
}
