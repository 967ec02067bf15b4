using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Security;

/// <summary>Users can only access their own data.</summary>
public sealed class UserDataTests : IAsyncDisposable
{
    private readonly TickerApplication _application = new("Market:Instruments=3", "Market:QuotesPerUpdate=3");

    [Theory]
    [InlineData("/stream/me")]
    [InlineData("/stream/me,clock")]
    [InlineData("/stream/quotes,me")]
    public async Task Hello_names_the_user(string path)
    {
        using var ada = _application.ConnectAs("ada", "Ada Lovelace");
        await using var stream = await EventReader.OpenAsync(ada, path);
        var hello = await stream.NextAsync();

        Assert.Equal("hello", hello.Type);
        Assert.Equal("""{"id":"ada","name":"Ada Lovelace"}""", hello.Data.GetProperty("user").GetRawText());
        Assert.Equal("user", hello.Data.EnumerateObject().Last().Name);
    }

    [Fact]
    public async Task Hello_names_no_user_on_a_stream_without_the_me_channel()
    {
        using var ada = _application.ConnectAs("ada");
        await using var stream = await EventReader.OpenAsync(ada, "/stream");
        Assert.False((await stream.NextAsync()).Data.TryGetProperty("user", out _));
    }

    [Fact]
    public async Task A_user_never_receives_alerts_of_another_user()
    {
        using var ada = _application.ConnectAs("ada");
        using var ben = _application.ConnectAs("ben");
        // A user is identified by subject and issuer, so another display name is still the same user.
        using var alsoAda = _application.ConnectAs("ada", "Another name");
        await using var live = await EventReader.OpenAsync(ben, "/stream/me");
        var cursor = (await live.NextAsync()).Id;
        await ada.ArmAsync("AAPL", "above", 1);
        await ada.StepAsync();
        await ben.ArmAsync("MSFT", "above", 1);
        await ada.StepAsync();

        await using var history = await EventReader.OpenAsync(ben, "/stream/me?history=100");
        await using var resumed = await EventReader.OpenAsync(ben, "/stream/me", cursor);
        await using var older = await EventReader.OpenAsync(ben, "/stream/me", "1-1");
        await using var own = await EventReader.OpenAsync(alsoAda, "/stream/me", cursor);

        foreach (var stream in new[] { live, history, resumed, older })
            Assert.Equal("MSFT", (await stream.NextAsync("alert")).Text("symbol"));
        Assert.Equal("AAPL", (await own.NextAsync("alert")).Text("symbol"));
        await ada.ArmAsync("GOOGL", "above", 1);
        await ben.ArmAsync("GOOGL", "below", 100_000);
        await ada.StepAsync();
        foreach (var stream in new[] { live, history, resumed, older })
        {
            Assert.Equal("below", (await stream.NextAsync("alert")).Text("condition"));
            Assert.DoesNotContain("AAPL", stream.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_resumed_client_receives_an_alert_that_fired_while_it_was_away()
    {
        using var ada = _application.ConnectAs("ada");
        string cursor;
        await using (var before = await EventReader.OpenAsync(ada, "/stream/quotes,me"))
            cursor = (await before.NextAsync("snapshot")).Id!;
        await ada.ArmAsync("AAPL", "above", 1);
        await ada.StepAsync(500);

        await using var back = await EventReader.OpenAsync(ada, "/stream/quotes,me", cursor);

        Assert.Equal("trimmed", (await back.NextAsync()).Text("reason"));
        var alert = await back.NextAsync();
        Assert.Equal(("alert", 2), (alert.Type, alert.Sequence));
        Assert.Equal("snapshot", (await back.NextAsync()).Type);
    }

    [Fact]
    public async Task A_user_cannot_read_or_change_data_of_another_user()
    {
        using var ada = _application.ConnectAs("ada");
        using var ben = _application.ConnectAs("ben");
        await ada.PutWatchlistAsync("AAPL", "MSFT");
        var id = (await ada.ArmAsync("AAPL", "above", 100_000)).GetProperty("id").GetInt64();

        using var deleted = await ben.DeleteAsync($"/me/alerts/{id}", TestTimeout.Token);
        await ben.PutWatchlistAsync("GOOGL");
        await using var stream = await EventReader.OpenAsync(ben, "/stream?symbols=@watchlist");

        await ProblemAssert.IsProblemAsync(deleted, System.Net.HttpStatusCode.NotFound, "no alert");
        Assert.Empty(await ben.AlertsAsync());
        Assert.Single(await ada.AlertsAsync());
        Assert.Equal(["AAPL", "MSFT"], await ada.WatchlistAsync());
        Assert.Equal(["GOOGL"], (await stream.NextAsync("snapshot")).Quotes.Keys);
    }

    [Fact]
    public async Task The_same_subject_from_two_issuers_is_two_users()
    {
        await using var application = new TickerApplication(
            "Market:Instruments=3", "Authentication:Schemes:Bearer:ValidIssuers:0=other", "Authentication:Schemes:Bearer:ValidIssuers:1=tests",
            "Authentication:Schemes:Bearer:SigningKeys:1:Issuer=other",
            $"Authentication:Schemes:Bearer:SigningKeys:1:Value={Convert.ToBase64String(Tokens.Key)}");
        using var one = application.ConnectAs("ada");
        using var other = application.Connect().As(new ForgedToken { Issuer = "other" }.ToString());
        await one.PutWatchlistAsync("AAPL");

        Assert.Empty(await other.WatchlistAsync());
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
