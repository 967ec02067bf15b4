using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

public sealed class StockBookTests
{
    private readonly InstrumentCatalog _catalog = Catalogs.Make(50);

    [Fact]
    public void The_book_opens_at_version_0_with_the_opening_quotes()
    {
        var opening = Catalogs.Move(_catalog, 0);
        var book = new StockBook(_catalog, opening);
        Assert.Equal(0, book.Snapshot.Version);
        Assert.Equal(opening.Time, book.Snapshot.Time);
        Assert.Equal(opening.Quotes, book.Snapshot.Quotes);
        Assert.Equal(MarketStatus.Open, book.Snapshot.Market);
        Assert.Same(opening.Quotes[7], book.Snapshot[_catalog[7]]);
    }

    [Fact]
    public void An_opening_with_a_missing_or_misplaced_quote_is_rejected()
    {
        var quotes = Catalogs.Move(_catalog, 0).Quotes;
        Assert.Throws<ArgumentException>(() => new StockBook(_catalog, Catalogs.Move(Catalogs.Start, quotes[1..])));
        var swapped = quotes.SetItem(0, quotes[1]).SetItem(1, quotes[0]);
        Assert.Throws<ArgumentException>(() => new StockBook(_catalog, Catalogs.Move(Catalogs.Start, swapped)));
    }

    [Fact]
    public void A_move_replaces_only_its_own_quotes_and_never_older_snapshots()
    {
        var book = new StockBook(_catalog, Catalogs.Move(_catalog, 0));
        var before = book.Snapshot;
        var quote = Catalogs.Quote(_catalog[3], 9, Catalogs.Start.AddSeconds(9));

        var batch = book.Apply(Catalogs.Move(quote.Time, quote));

        Assert.Same(book.Snapshot, batch.Book);
        Assert.Equal(1, batch.Book.Version);
        Assert.Equal(quote.Time, batch.Book.Time);
        Assert.Equal(before.Quotes.SetItem(3, quote), batch.Book.Quotes);
        Assert.Equal([quote], batch.Quotes);
        Assert.Equal(0, before.Version);
        Assert.NotSame(quote, before.Quotes[3]);
    }

    [Fact]
    public void A_quote_of_the_next_instrument_lists_it()
    {
        var book = new StockBook(InstrumentCatalog.Empty, Catalogs.Move(InstrumentCatalog.Empty, 0));
        var before = book.Snapshot;
        var quotes = new[] { 0, 1 }.Select(index => Catalogs.Quote(Catalogs.Instrument(index, 10m), 1, Catalogs.Start)).ToArray();

        book.Apply(Catalogs.Move(Catalogs.Start, [.. quotes]));
        book.Apply(Catalogs.Move(Catalogs.Start, [quotes[1]]));

        Assert.Equal(quotes, book.Snapshot.Quotes);
        Assert.Equal(quotes.Select(quote => quote.Instrument), book.Instruments);
        Assert.Empty(before.Instruments);
    }

    [Fact]
    public void A_move_from_the_past_or_of_an_unknown_instrument_is_rejected()
    {
        var book = new StockBook(_catalog, Catalogs.Move(_catalog, 5));
        var before = book.Snapshot;
        var beyond = Catalogs.Quote(Catalogs.Instrument(_catalog.Count + 1, 10m), 6, Catalogs.Start.AddSeconds(6));
        var impostor = Catalogs.Quote(_catalog[1] with { Symbol = Symbol.Parse("OTHER") }, 6, Catalogs.Start.AddSeconds(6));

        Assert.Throws<ArgumentException>(() => book.Apply(Catalogs.Move(_catalog, 4)));
        Assert.Throws<ArgumentException>(() => book.Apply(Catalogs.Move(beyond.Time, beyond)));
        Assert.Throws<ArgumentException>(() => book.Apply(Catalogs.Move(impostor.Time, impostor)));
        Assert.Same(before, book.Snapshot);
    }

    [Fact]
    public async Task Readers_see_only_complete_snapshots_in_order()
    {
        const int Moves = 20_000;
        var book = new StockBook(_catalog, Catalogs.Move(_catalog, 0));
        using var start = new Barrier(5);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                long seen = 0;
                while (seen < Moves)
                {
                    var snapshot = book.Snapshot;
                    Assert.True(snapshot.Version >= seen, "versions fell");
                    seen = snapshot.Version;
                    Assert.Equal(Catalogs.Start.AddMilliseconds(seen), snapshot.Time);
                    foreach (var quote in snapshot.Quotes)
                    {
                        if (quote.Volume != seen)
                            Assert.Fail($"a quote of version {quote.Volume} in a snapshot of version {seen}");
                    }
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        start.SignalAndWait(TestContext.Current.CancellationToken);
        for (var version = 1; version <= Moves; version++)
            book.Apply(Catalogs.Move(_catalog, version));

        await Task.WhenAll(readers);
    }
}
