using StockTicker.Domain;
using StockTicker.Web.Market.Simulation;

namespace StockTicker.Benchmarks.Baselines;

/// <summary>
/// The application's market for a baseline: 100 instruments and 20 quotes every 100 ms. Only the delivery to clients differs.
/// </summary>
internal sealed class BaselineMarket(IBatchSink sink) : BackgroundService
{
    private const int Instruments = 100;
    private const int QuotesPerBatch = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var catalog = InstrumentList.Create(Instruments, Random.Shared.Next());
        var model = new PriceModel(catalog, new PriceModelParameters(), Random.Shared);
        var book = new StockBook(catalog, model.Open(DateTimeOffset.UtcNow));
        var epoch = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var previous = $"{epoch}-{book.Snapshot.Version}";
            var batch = book.Apply(model.Next(DateTimeOffset.UtcNow, Interval, QuotesPerBatch));
            await sink.SendAsync(new BatchMessage(
                $"{epoch}-{batch.Book.Version}", previous, batch.Time.ToUnixTimeMilliseconds(), 0, [.. batch.Quotes.Select(QuoteMessage.Of)]));
        }
    }
}

/// <summary>Delivers batches to the clients of a baseline.</summary>
internal interface IBatchSink
{
    Task SendAsync(BatchMessage batch);
}

/// <summary>A batch, with the fields of the application's <c>quotes</c> event.</summary>
internal sealed record BatchMessage(string Id, string Prev, long Time, int Merged, IReadOnlyList<QuoteMessage> Quotes);

/// <summary>A quote, with the fields of one in the application's <c>quotes</c> event.</summary>
internal sealed record QuoteMessage(
    string Symbol, decimal? Price, decimal? Change, decimal? ChangePercent, decimal? Bid, decimal? Ask, decimal? BidSize,
    decimal? AskSize, decimal? High, decimal? Low, decimal Volume, decimal? Vwap, long Time)
{
    public static QuoteMessage Of(Quote quote) => new(
        quote.Instrument.Symbol.Value, quote.Price, quote.Change, quote.ChangePercent, quote.Bid, quote.Ask, quote.BidSize, quote.AskSize,
        quote.High, quote.Low, quote.Volume, quote.Vwap, quote.Time.ToUnixTimeMilliseconds());
}
