using StockTicker.Domain;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Domain;

public sealed class StockHubTests
{
    private static readonly QuoteBatch Batch = Catalogs.Batch();

    private readonly List<(IObserver<QuoteBatch> Observer, Exception Why)> _dropped = [];
    private readonly StockHub _hub;

    public StockHubTests() => _hub = new StockHub((observer, why) => _dropped.Add((observer, why)));

    [Fact]
    public void Every_observer_receives_every_batch_in_order()
    {
        var batches = Enumerable.Range(0, 10).Select(_ => Catalogs.Batch()).ToArray();
        var heard = new List<QuoteBatch>[] { [], [], [] };
        foreach (var list in heard)
            _hub.Subscribe(new Observer(list.Add));
        foreach (var batch in batches)
            _hub.Publish(batch);
        Assert.All(heard, list => Assert.Equal(batches, list, ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void An_observer_that_throws_is_removed_and_reported_without_affecting_others()
    {
        var (before, after) = (0, 0);
        var fault = new InvalidOperationException();
        _hub.Subscribe(new Observer(_ => before++));
        var bad = new Observer(_ => throw fault);
        _hub.Subscribe(bad);
        _hub.Subscribe(new Observer(_ => after++));

        _hub.Publish(Batch);
        _hub.Publish(Batch);

        Assert.Equal((2, 2), (before, after));
        Assert.Equal([(bad, fault)], _dropped);
        Assert.Equal(2, _hub.Count);
    }

    [Fact]
    public void An_unsubscribed_observer_receives_nothing_more()
    {
        var heard = 0;
        var subscription = _hub.Subscribe(new Observer(_ => heard++));
        _hub.Publish(Batch);
        subscription.Dispose();
        subscription.Dispose();
        _hub.Publish(Batch);
        Assert.Equal(1, heard);
        Assert.Equal(0, _hub.Count);
    }

    [Fact]
    public void An_observer_can_unsubscribe_while_it_is_notified()
    {
        var (heard, others) = (0, 0);
        IDisposable? subscription = null;
        subscription = _hub.Subscribe(new Observer(_ =>
        {
            heard++;
            subscription!.Dispose();
        }));
        _hub.Subscribe(new Observer(_ => others++));
        _hub.Publish(Batch);
        _hub.Publish(Batch);
        Assert.Equal((1, 2), (heard, others));
        Assert.Empty(_dropped);
    }

    [Fact]
    public void An_observer_can_unsubscribe_another_before_it_receives_the_current_batch()
    {
        var heard = 0;
        IDisposable? other = null;
        _hub.Subscribe(new Observer(_ => other!.Dispose()));
        other = _hub.Subscribe(new Observer(_ => heard++));
        _hub.Publish(Batch);
        Assert.Equal(0, heard);
    }

    [Fact]
    public void An_observer_can_subscribe_another_which_receives_the_next_batch()
    {
        var heard = new List<QuoteBatch>();
        var brought = false;
        _hub.Subscribe(new Observer(_ =>
        {
            if (!brought)
                _hub.Subscribe(new Observer(heard.Add));
            brought = true;
        }));
        var next = Catalogs.Batch();
        _hub.Publish(Batch);
        _hub.Publish(next);
        Assert.Same(next, Assert.Single(heard));
    }

    [Fact]
    public void An_observer_subscribed_twice_and_disposed_once_stays_subscribed_once()
    {
        var heard = 0;
        var observer = new Observer(_ => heard++);
        var first = _hub.Subscribe(observer);
        _hub.Subscribe(observer);
        first.Dispose();
        _hub.Publish(Batch);
        Assert.Equal(1, heard);
    }

    [Fact]
    public void Completion_is_sent_once_and_late_observers_receive_it_at_once()
    {
        var (early, late) = (new Observer(), new Observer());
        _hub.Subscribe(early);
        _hub.Complete();
        _hub.Complete();
        _hub.Fail(new InvalidOperationException());
        _hub.Publish(Batch);
        _hub.Subscribe(late).Dispose();
        Assert.Equal([null], early.Ends);
        Assert.Equal([null], late.Ends);
        Assert.Equal(0, _hub.Count);
    }

    [Fact]
    public void An_error_reaches_all_observers_even_if_one_of_them_throws()
    {
        var fault = new InvalidOperationException();
        var bad = new Observer(end: _ => throw new NotSupportedException());
        var (good, late) = (new Observer(), new Observer());
        _hub.Subscribe(bad);
        _hub.Subscribe(good);
        _hub.Fail(fault);
        _hub.Subscribe(late);
        Assert.Equal([fault], good.Ends);
        Assert.Equal([fault], late.Ends);
        Assert.Same(bad, Assert.Single(_dropped).Observer);
    }

    [Fact]
    public async Task Concurrent_subscribing_and_unsubscribing_loses_no_observer_that_stays()
    {
        const int Visitors = 4;
        const int VisitsEach = 5_000;
        var (published, stayed) = (0, 0);
        _hub.Subscribe(new Observer(_ => stayed++));
        using var start = new Barrier(Visitors + 1);

        var visitors = Enumerable.Range(0, Visitors).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < VisitsEach; i++)
                {
                    // Every other observer sometimes throws, so that removal coincides with subscribing and unsubscribing.
                    using var visit = _hub.Subscribe(new Observer(i % 2 == 0 ? null : _ => throw new NotSupportedException()));
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        var everyone = Task.WhenAll(visitors);

        start.SignalAndWait(TestContext.Current.CancellationToken);
        do
        {
            _hub.Publish(Batch);
            published++;
        }
        while (!everyone.IsCompleted);

        await everyone;
        Assert.Equal(published, stayed);
        Assert.Equal(1, _hub.Count);
    }

    [Fact]
    public async Task Observers_that_subscribe_during_completion_receive_it_exactly_once()
    {
        for (var round = 0; round < TestLength.Choose(100, 10_000); round++)
        {
            var hub = new StockHub((_, why) => Assert.Fail(why.ToString()));
            var coming = Task.Run(
                () =>
                {
                    var observers = Enumerable.Range(0, 100).Select(_ => new Observer()).ToArray();
                    foreach (var observer in observers)
                        hub.Subscribe(observer);
                    return observers;
                },
                TestContext.Current.CancellationToken);
            SpinWait.SpinUntil(() => hub.Count > 2);
            hub.Complete();
            Assert.All(await coming, observer => Assert.Single(observer.Ends));
        }
    }

    private sealed class Observer(Action<QuoteBatch>? next = null, Action<Exception?>? end = null) : IObserver<QuoteBatch>
    {
        public List<Exception?> Ends { get; } = [];

        public void OnNext(QuoteBatch value) => next?.Invoke(value);

        public void OnError(Exception error) => End(error);

        public void OnCompleted() => End(null);

        private void End(Exception? fault)
        {
            Ends.Add(fault);
            end?.Invoke(fault);
        }
    }
}
