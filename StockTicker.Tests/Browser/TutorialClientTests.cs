using System.Text.Json;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Browser;

/// <summary>Clients written like those of a tutorial: <c>onmessage</c> and <c>JSON.parse</c>.</summary>
public sealed class TutorialClientTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_pages_stream_wrapper_opens_each_connection_with_a_new_ticket()
    {
        var application = Serve(new TickerApplication(SteppedMarket.Size));
        var page = await OpenAsync(application.Address, "/api");

        // As on a page of another site, which has a token, and no cookie.
        var connections = await page.EvaluateAsync<string[]>(
            """
            async token => {
              const { QuoteStream } = await import('/js/stream/quote-stream.js');
              const stream = new QuoteStream(new URL('/stream', location).href);
              const tickets = [];
              let failures = 0;
              stream.ticket = async () => {
                // The first attempt fails, as when the server restarts.
                if (!failures++) throw new Error('503');
                const response = await fetch('/stream/ticket', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
                return (await response.json()).ticket;
              };
              const hello = () => new Promise(resolve => stream.addEventListener('hello', ({ data }) => {
                tickets.push(new URL(stream.address).searchParams.get('ticket'));
                resolve(data.user.name);
              }, { once: true }));
              const users = [];
              let next = hello();
              stream.open({ channels: ['quotes', 'me'], symbols: null, interval: 0 });
              users.push(await next);
              next = hello();
              stream.renew();
              users.push(await next);
              stream.close();
              return [...users, String(new Set(tickets).size), stream.status];
            }
            """, Tokens.Make("", "ada"));

        Assert.Equal(["ada", "ada", "2", "closed"], connections);
    }

    [Fact]
    public async Task The_tutorials_clients_receive_what_they_expect()
    {
        var application = Serve(new TickerApplication("environment=Development", "Market:Instruments=5", "Market:QuotesPerUpdate=5"));
        using var client = application.ConnectAs("ada");
        using var issued = await client.PostAsync("/stream/ticket", null, TestTimeout.Token);
        using var ticket = JsonDocument.Parse(await issued.Content.ReadAsStringAsync(TestTimeout.Token));
        var page = await OpenAsync(application.Address, "/api");

        await page.EvaluateAsync(
            """
            ticket => {
              globalThis.received = {};
              const listen = (path, type = 'message') => {
                const source = new EventSource(path);
                received[path] = [];
                const take = event => received[path].push(event.data);
                if (type === 'message') source.onmessage = take;
                else source.addEventListener(type, take);
              };
              listen('/events');
              listen('/reliable-stream');
              listen('/efficient-stream');
              listen('/stream/notices', 'notification');
              listen(`/protected-stream?token=${ticket}`);
              // The sixth stream is the last that a browser opens over HTTP/1.1.
              const stocks = {};
              const source = new EventSource('/stock-stream');
              received['/stock-stream'] = [];
              source.onmessage = event => {
                received['/stock-stream'].push(event.data);
                const data = JSON.parse(event.data);
                if (data.type === 'initial') Object.assign(stocks, data.stocks);
                else stocks[data.symbol] = { price: data.price, change: data.change };
                globalThis.stocks = stocks;
              };
            }
            """, ticket.RootElement.GetProperty("ticket").GetString());

        await page.WaitForFunctionAsync("() => globalThis.stocks && received['/stock-stream'].length === 1");
        await client.StepAsync(2);
        await page.WaitForFunctionAsync("() => received['/stock-stream'].length === 11");
        var prices = await client.PricesAsync();
        var shown = await page.EvaluateAsync<Dictionary<string, decimal>>("() => Object.fromEntries(Object.entries(stocks).map(([symbol, { price }]) => [symbol, price]))");
        Assert.Equal(prices, shown);
        await Eventually.TrueAsync(async () =>
        {
            // The stream may not have opened yet.
            using var triggered = await client.GetAsync("/trigger-notification", TestTimeout.Token);
            triggered.EnsureSuccessStatusCode();
            return await page.EvaluateAsync<bool>("() => received['/stream/notices'].length > 0");
        });
        Assert.True(await page.EvaluateAsync<bool>(
            "() => { const { title, body, timestamp } = JSON.parse(received['/stream/notices'][0]); return Boolean(title && body && Date.parse(timestamp)); }"));
        await page.WaitForFunctionAsync("() => received['/events'].length && received['/events'][0].startsWith('Current time: 20')");
        await page.WaitForFunctionAsync("() => received['/reliable-stream'][0] === 'Message #1' && received['/reliable-stream'][1] === 'Message #2'");
        await page.WaitForFunctionAsync("() => received['/efficient-stream'].some(text => { const { timestamp, data } = JSON.parse(text); return Date.parse(timestamp) && data; })");
        Assert.Equal("Welcome ada!", await page.EvaluateAsync<string>("() => Object.entries(received).find(([path]) => path.startsWith('/protected'))[1][0]"));
    }
}
