namespace StockTicker.Tests.Interoperability;

/// <summary>Clients after a server restart. The time that each client took to be live again is written to the test output.</summary>
public sealed class OutageTests(Outage outage, ITestOutputHelper output) : IClassFixture<Outage>
{
    [Theory]
    [InlineData(OutageClient.Chromium)]
    [InlineData(OutageClient.Firefox)]
    public async Task The_board_is_live_again_on_the_snapshot_of_the_new_server(string browser) => await AssertReturnedAsync(browser);

    [Theory]
    [InlineData(OutageClient.Node)]
    [InlineData(OutageClient.Parser)]
    public async Task A_client_of_the_old_log_gets_a_reason_and_a_fresh_snapshot(string client)
    {
        var returns = await AssertReturnedAsync(client);
        Assert.All(returns, back => Assert.Equal("epoch", back.Reason));
    }

    [Fact]
    public async Task Every_client_reconnects_once_with_its_cursor()
    {
        // Streams with a cursor that get a snapshot are counted, and every cursor is from the previous server.
        var (clients, resyncs) = await outage.ResyncsAsync();
        Assert.All(resyncs, resynced => Assert.Equal(clients, resynced));
    }

    private async Task<IReadOnlyList<OutageReturn>> AssertReturnedAsync(string client)
    {
        var returns = await outage.ReturnsOfAsync(client);
        foreach (var (absence, took, _) in returns)
            output.WriteLine($"{client}, server away {absence} s: live {took.TotalMilliseconds:F0} ms after its return");
        Assert.Equal(Outage.Absences, returns.Select(back => back.Absence));
        return returns;
    }
}
