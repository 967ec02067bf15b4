using System.Text;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market.Simulation;
using StockTicker.Web.ScaleOut;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.ScaleOut;

/// <summary>What one instance writes is what another has.</summary>
public sealed class LogEntryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);

    private static readonly InstrumentCatalog Instruments = InstrumentList.Create(30, 7);

    [Fact]
    public void A_move_is_the_same_after_it_was_written_and_read()
    {
        var model = new PriceModel(Instruments, new PriceModelParameters(), TestSeed.CreateRandom());
        var json = new QuoteJson(Instruments);
        model.Open(Start);
        for (var i = 1; i <= 50; i++)
        {
            var move = model.Next(Start.AddSeconds(i), TimeSpan.FromSeconds(1), 1 + i % Instruments.Count);
            var encoded = Frames.Quotes(move, [.. move.Quotes.Take(i % 3).Select(quote => quote.Instrument.Index)], json);

            var (read, body) = LogEntry.ReadMove(LogEntry.Write(move, encoded), Instruments);

            Assert.Equal(move.Time, read.Time);
            Assert.Equal(move.Quotes.AsEnumerable(), read.Quotes);
            Assert.Equal(move.Trades.AsEnumerable(), read.Trades);
            Assert.Equal(encoded.Slices, body.Slices);
            Assert.Equal(encoded.Described.AsEnumerable(), body.Described);
            Assert.True(encoded.Body.Span.SequenceEqual(body.Body.Span));
        }
    }

    [Fact]
    public void A_batch_that_was_encoded_before_it_had_an_id_is_the_same_on_the_wire()
    {
        var model = new PriceModel(Instruments, new PriceModelParameters(), TestSeed.CreateRandom());
        var json = new QuoteJson(Instruments);
        var book = new StockBook(Instruments, model.Open(Start));
        var move = model.Next(Start.AddSeconds(1), TimeSpan.FromSeconds(1), 20);
        var (id, previous) = (new StreamEventId(Start.ToUnixTimeMilliseconds(), 12), new StreamEventId(Start.ToUnixTimeMilliseconds() - 5, 1234));

        var (frame, slices) = Frames.Quotes(id, previous, move.Time, Frames.Quotes(move, [move.Quotes[3].Instrument.Index], json));

        var (expected, expectedSlices) = Frames.Quotes(id, previous, book.Apply(move), [move.Quotes[3].Instrument.Index], json);
        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(frame));
        Assert.Equal(expectedSlices, slices);
    }

    [Fact]
    public void Numbers_keep_their_decimals_and_their_absence()
    {
        var random = TestSeed.CreateRandom();
        List<decimal?> numbers = [null, 0m, 0.00m, -0.10m, 150.20m, -37.63m, decimal.MaxValue, decimal.MinValue, long.MaxValue, 0.00000001m, 999_999_999_999_999m];
        for (var i = 0; i < 1000; i++)
            numbers.Add(new decimal(random.Next(), random.Next(int.MinValue, int.MaxValue), i % 5 == 0 ? random.Next() : 0, i % 2 == 0, (byte)random.Next(29)));
        using var memory = new MemoryStream();
        using var output = new BinaryWriter(memory);
        numbers.ForEach(number => CompactDecimal.Write(output, number));

        memory.Position = 0;
        using var input = new BinaryReader(memory);
        foreach (var number in numbers)
        {
            var read = CompactDecimal.Read(input);
            Assert.Equal((number, number?.Scale), (read, read?.Scale));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tests\nada")]
    public void A_message_is_the_same_after_it_was_written_and_read(string? owner)
    {
        var (channel, read, frame) = LogEntry.ReadMessage(LogEntry.Write(new PublishedMessage("room-1", "notice", new { message = "é" }, owner)));

        Assert.Equal(("room-1", owner), (channel, read));
        Assert.Equal("id: 5-2\nevent: notice\ndata: {\"message\":\"é\"}\n\n", Encoding.UTF8.GetString(Frames.WithId(new StreamEventId(5, 2), frame.Span)));
    }

    [Fact]
    public void An_instance_joins_with_the_book_and_the_history_of_a_checkpoint()
    {
        var model = new PriceModel(Instruments, new PriceModelParameters(), TestSeed.CreateRandom());
        var opening = model.Open(Start);
        var (book, history) = (new StockBook(Instruments, opening), new MarketHistory(Instruments, opening));
        // More trades than are retained.
        for (var i = 1; i <= 400; i++)
            history.OnNext(book.Apply(model.Next(Start.AddSeconds(i), TimeSpan.FromSeconds(1), Instruments.Count)));
        using var saved = new MemoryStream();
        using (var output = new BinaryWriter(saved, Encoding.UTF8, leaveOpen: true))
            history.Save(output);
        var id = new StreamEventId(5, 400);

        var read = Checkpoint.Read(new Checkpoint(id, id, book.Snapshot.Time, book.Snapshot.Quotes, saved.ToArray()).Write().ToArray(), Instruments);
        var joined = new MarketHistory(Instruments, opening);
        joined.Load(new BinaryReader(new MemoryStream(read.History.ToArray())));

        Assert.Equal((id, id, book.Snapshot.Time), (read.Id, read.QuotesId, read.Time));
        Assert.Equal(book.Snapshot.Quotes.AsEnumerable(), read.Quotes);
        var next = book.Apply(model.Next(Start.AddSeconds(401), TimeSpan.FromSeconds(1), Instruments.Count));
        history.OnNext(next);
        joined.OnNext(next);
        foreach (var instrument in Instruments)
        {
            Assert.Equal(history.Trades(instrument, 1000).AsEnumerable(), joined.Trades(instrument, 1000));
            foreach (var interval in Enum.GetValues<CandleInterval>())
                Assert.Equal(history.Candles(instrument, interval, 1000).AsEnumerable(), joined.Candles(instrument, interval, 1000));
        }
    }
}
