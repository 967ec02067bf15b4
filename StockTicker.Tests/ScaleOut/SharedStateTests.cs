using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.ScaleOut;

/// <summary>What a client does on one instance holds on the others.</summary>
[Trait("Category", "Slow")]
public sealed class SharedStateTests
{
    [Fact]
    public async Task Instances_share_users_data_tickets_keys_and_handles()
    {
        await using var cluster = await LocalCluster.StartAsync(2, "Market:Instruments=3", "Market:QuotesPerUpdate=3");
        var (here, there) = (cluster["a"].As(ForgedToken.Of("ada")), cluster["b"].As(ForgedToken.Of("ada")));

        // An alert that is armed on one instance fires once, and reaches the user on the other.
        await using (var stream = await EventReader.OpenAsync(there, "/stream/me"))
        await using (var other = await EventReader.OpenAsync(here, "/stream/me,clock"))
        {
            await here.ArmAsync("AAPL", "above", 1);
            await there.StepAsync();
            Assert.Equal("AAPL", (await stream.NextAsync("alert")).Text("symbol"));
            Assert.Equal("AAPL", (await other.NextAsync("alert")).Text("symbol"));
            await Eventually.TrueAsync(async () => !(await there.AlertsAsync()).Single().GetProperty("armed").GetBoolean());
            await there.ArmAsync("MSFT", "below", 1_000_000);
            await there.StepAsync();
            Assert.Equal("MSFT", (await stream.NextAsync("alert")).Text("symbol"));
            Assert.Equal("MSFT", (await other.NextAsync("alert")).Text("symbol"));
        }

        // A ticket of one instance opens one stream on the other.
        using var issued = await here.PostAsync("/stream/ticket", null, TestTimeout.Token);
        var ticket = (await issued.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token)).GetProperty("ticket").GetString();
        SecretLeakDetector.Learn(ticket!);
        using var anonymous = cluster.Application("b").Connect();
        await using (var stream = await EventReader.OpenAsync(anonymous, $"/stream/me?ticket={ticket}"))
            Assert.Equal("ada", (await stream.NextAsync("hello")).Data.GetProperty("user").GetProperty("id").GetString());
        using var again = cluster.Application("a").Connect();
        await ProblemAssert.IsProblemAsync(await again.GetAsync($"/stream/me?ticket={ticket}", TestTimeout.Token), HttpStatusCode.Unauthorized, "ticket");
    }

    [Fact]
    public async Task A_broadcast_is_published_once_and_a_handle_disconnects_on_all_instances()
    {
        await using var cluster = await LocalCluster.StartAsync(2, "Market:Instruments=3");
        var (here, there) = (cluster["a"], cluster["b"]);
        await using var stream = await EventReader.OpenAsync(there, "/stream/room-1?handle=0123456789abcdef0123456789abcdef");
        await stream.NextAsync("hello");

        var first = await BroadcastAsync(here);
        var second = await BroadcastAsync(there);
        Assert.Equal(first, second);
        Assert.Equal(first, (await stream.NextAsync("notice")).Id);

        using var disconnected = await here.PostAsync("/stream/disconnect?how=shutdown&handle=0123456789abcdef0123456789abcdef", null, TestTimeout.Token);
        Assert.Equal(1, (await disconnected.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token)).GetProperty("disconnected").GetInt32());
        await stream.NextAsync("shutdown");
    }

    private static async Task<string> BroadcastAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/broadcast/room-1") { Content = JsonContent.Create(new { message = "once" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Make("broadcast"));
        request.Headers.Add("Idempotency-Key", "key-1");
        using var response = await client.SendAsync(request, TestTimeout.Token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token)).GetProperty("id").GetString()!;
    }
}
