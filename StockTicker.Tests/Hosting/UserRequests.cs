using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace StockTicker.Tests.Hosting;

/// <summary>Requests that users send.</summary>
public static class UserRequests
{
    /// <summary>A client that sends the token of a user with every request.</summary>
    public static HttpClient ConnectAs(this TickerApplication application, string user, string? name = null) =>
        application.Connect().As(ForgedToken.Of(user, name));

    /// <summary>The same client, which now sends this token.</summary>
    public static HttpClient As(this HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Replaces the watchlist.</summary>
    public static async Task PutWatchlistAsync(this HttpClient client, params string[] symbols)
    {
        using var response = await client.PutAsJsonAsync("/me/watchlist", new { symbols }, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The symbols on the watchlist.</summary>
    public static async Task<string[]> WatchlistAsync(this HttpClient client) =>
        (await client.GetJsonAsync("/me/watchlist")).GetProperty("symbols").Deserialize<string[]>()!;

    /// <summary>Arms an alert.</summary>
    public static async Task<JsonElement> ArmAsync(this HttpClient client, string symbol, string condition, decimal threshold)
    {
        using var response = await client.PostAsJsonAsync("/me/alerts", new { symbol, condition, threshold }, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);
    }

    /// <summary>All alerts.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AlertsAsync(this HttpClient client) =>
        [.. (await client.GetJsonAsync("/me/alerts")).GetProperty("alerts").EnumerateArray()];

    /// <summary>The last price of an instrument.</summary>
    public static async Task<decimal> PriceAsync(this HttpClient client, string symbol) =>
        (await client.GetJsonAsync($"/quotes/{symbol}")).GetProperty("price").GetDecimal();
}
