using System.Text;
using StockTicker.Tests.Streaming;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Tests.ScaleOut;

/// <summary>A log that continues in another epoch, or that another process has numbered.</summary>
public sealed class RestoredLogTests
{
    [Fact]
    public void Ids_of_an_earlier_epoch_stay_cursors()
    {
        var epochs = new LogEpochs(1000);
        Assert.Equal(new StreamEventId(1000, 7), epochs.IdOf(7));
        epochs.Begin(2000, last: 7);

        Assert.True(epochs.TryFind(new StreamEventId(1000, 7), out var old));
        Assert.True(epochs.TryFind(new StreamEventId(2000, 1), out var next));
        Assert.True(next > old);
        Assert.Equal(new StreamEventId(2000, 1), epochs.IdOf(next));
        // Lost with the Redis that had it.
        Assert.False(epochs.TryFind(new StreamEventId(1000, 8), out _));
        Assert.False(epochs.TryFind(new StreamEventId(1500, 1), out _));
        Assert.Equal(2000, epochs.Current);
    }

    [Fact]
    public void A_restored_log_has_the_ids_and_frames_of_the_other()
    {
        var (source, replica) = (new TestMarket(3), new TestMarket(3));
        for (var i = 0; i < 5; i++)
            source.Publish(2, i);
        source.Announce("now");
        source.Publish(1, 9);
        var before = replica.Log.Head.Generation;

        replica.Log.Restore(new RestoredLog(
            source.Log.IdOf(source.Log.Head.Sequence), source.Log.Head.Quotes.Id, source.Log.Head.Book, EventsOf(source), false, false));

        Assert.Equal(before + 1, replica.Log.Head.Generation);
        Assert.Equal(source.Log.Head.QuotesId, replica.Log.Head.QuotesId);
        Assert.Equal(source.Log.IdOf(source.Log.Head.Sequence), replica.Log.IdOf(replica.Log.Head.Sequence));
        Assert.Equal(FramesOf(source), FramesOf(replica));
        Assert.True(replica.Log.TryFind(new StreamEventId(source.Log.Epoch, 3), out _));
    }

    private static List<RestoredEvent> EventsOf(TestMarket market)
    {
        var events = new List<RestoredEvent>();
        for (var ordinal = market.Log.Quotes.Start; ordinal < market.Log.Quotes.End; ordinal++)
        {
            Assert.True(market.Log.Quotes.TryGet(ordinal, out var batch));
            var first = batch.Slices[0].Start;
            events.Add(new RestoredEvent(market.Log.IdOf(batch.Sequence))
            {
                Time = batch.Time,
                Quotes = new EncodedQuotes(batch.Frame.Plain.Body[first..], [.. batch.Slices.Select(slice => slice with { Start = slice.Start - first })], batch.Described),
            });
        }
        for (var ordinal = market.Log.Channels.Start; ordinal < market.Log.Channels.End; ordinal++)
        {
            Assert.True(market.Log.Channels.TryGet(ordinal, out var other));
            var body = other.Frame.Plain.Body;
            events.Add(new RestoredEvent(market.Log.IdOf(other.Sequence)) { Channel = other.Channel, Frame = body[(body.Span.IndexOf((byte)'\n') + 1)..] });
        }
        return [.. events.OrderBy(one => one.Id.Sequence)];
    }

    private static List<string> FramesOf(TestMarket market)
    {
        var frames = new List<string>();
        for (var ordinal = market.Log.Quotes.Start; ordinal < market.Log.Quotes.End; ordinal++)
        {
            Assert.True(market.Log.Quotes.TryGet(ordinal, out var batch));
            frames.Add(Encoding.UTF8.GetString(batch.Frame.Plain.Body.Span));
        }
        for (var ordinal = market.Log.Channels.Start; ordinal < market.Log.Channels.End; ordinal++)
        {
            Assert.True(market.Log.Channels.TryGet(ordinal, out var other));
            frames.Add(Encoding.UTF8.GetString(other.Frame.Plain.Body.Span));
        }
        return frames;
    }
}
