using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace StockTicker.Tests.Tutorial;

/// <summary>Step 8: a client in C#. It follows <c>/stock-stream</c> and, when the connection is cut, resumes after its last event.</summary>
internal sealed class PriceReader(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(3);

    /// <summary>The newest price of each stock.</summary>
    public Dictionary<string, decimal> Prices { get; } = [];

    /// <summary>The number of updates so far.</summary>
    public int Updates { get; private set; }

    /// <summary>The number of times that all prices came, instead of updates.</summary>
    public int Starts { get; private set; }

    /// <summary>The number of connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Reads until <paramref name="isDone"/> returns true, which is called after each event.</summary>
    public async Task ReadAsync(string path, Func<PriceReader, bool> isDone, CancellationToken end)
    {
        var (lastEventId, retry) = ("", DefaultRetry);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (lastEventId.Length > 0)
                request.Headers.Add("Last-Event-ID", lastEventId);
            try
            {
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
                response.EnsureSuccessStatusCode();
                Connections++;
                var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(end));
                await foreach (var item in parser.EnumerateAsync(end))
                {
                    // Only the last update of a batch has an id. A new parser knows none of the connection before.
                    if (parser.LastEventId.Length > 0)
                        lastEventId = parser.LastEventId;
                    retry = item.ReconnectionInterval ?? retry;
                    if (item.EventType == "message")
                        Apply(item.Data);
                    if (isDone(this))
                        return;
                }
            }
            catch (Exception error) when (error is IOException or HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError })
            {
                // The connection was cut, or the server restarts.
            }
            await Task.Delay(retry, time, end);
        }
    }

    private void Apply(string data)
    {
        using var message = JsonDocument.Parse(data);
        if (message.RootElement.GetProperty("type").GetString() == "initial")
        {
            foreach (var stock in message.RootElement.GetProperty("stocks").EnumerateObject())
                Prices[stock.Name] = stock.Value.GetProperty("price").GetDecimal();
            Starts++;
            return;
        }
        Prices[message.RootElement.GetProperty("symbol").GetString()!] = message.RootElement.GetProperty("price").GetDecimal();
        Updates++;
    }
}
