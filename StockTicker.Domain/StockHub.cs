using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>
/// Publishes every batch to all observers, in order, on the publisher's thread. The observers are in an immutable array that is
/// replaced on change, so observers can subscribe and unsubscribe at any time, even during a publish. An observer that throws is
/// removed and reported, without effect on the publisher or the other observers.
/// </summary>
public sealed class StockHub : IObservable<QuoteBatch>
{
    private readonly Action<IObserver<QuoteBatch>, Exception> _dropped;

    // The default value, rather than an empty array, marks a completed hub.
    private ImmutableArray<Subscription> _subscriptions = [];
    private Action<IObserver<QuoteBatch>>? _end;

    /// <summary>Initializes a hub without observers.</summary>
    /// <param name="dropped">Called with each removed observer and its exception. It must not throw.</param>
    public StockHub(Action<IObserver<QuoteBatch>, Exception> dropped) => _dropped = dropped;

    /// <summary>The number of observers.</summary>
    public int Count => _subscriptions is { IsDefault: false } subscriptions ? subscriptions.Length : 0;

    /// <inheritdoc/>
    /// <remarks>
    /// An observer may miss a batch that is being published while it subscribes, but receives all later ones. An observer that
    /// unsubscribes during a publish on another thread may still be executing. After <see cref="Complete"/> or
    /// <see cref="Fail"/>, a new observer is notified of the end immediately.
    /// </remarks>
    public IDisposable Subscribe(IObserver<QuoteBatch> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, observer);
        var added = ImmutableInterlocked.Update(
            ref _subscriptions, static (all, one) => all.IsDefault ? all : all.Add(one), subscription);
        if (!added)
            Tell([subscription], static (late, end) => end(late), _end!);
        return subscription;
    }

    /// <summary>Publishes <paramref name="batch"/> to all observers. Must not be called concurrently.</summary>
    public void Publish(QuoteBatch batch) => Tell(_subscriptions, static (observer, value) => observer.OnNext(value), batch);

    /// <summary>Notifies all observers that the publisher has failed. No batches follow.</summary>
    public void Fail(Exception fault) => End(observer => observer.OnError(fault));

    /// <summary>Notifies all observers that no batches follow.</summary>
    public void Complete() => End(static observer => observer.OnCompleted());

    private void End(Action<IObserver<QuoteBatch>> end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;
        var last = ImmutableInterlocked.InterlockedExchange(ref _subscriptions, default);
        Tell(last, static (observer, end) => end(observer), end);
    }

    private void Tell<T>(ImmutableArray<Subscription> subscriptions, Action<IObserver<QuoteBatch>, T> what, T value)
    {
        if (subscriptions.IsDefault)
            return;
        foreach (var subscription in subscriptions)
        {
            // It may have been disposed since the array was read.
            if (subscription.Observer is not { } observer)
                continue;
#pragma warning disable CA1031 // An observer's exception must not affect the others.
            try
            {
                what(observer, value);
            }
            catch (Exception fault)
            {
                subscription.Dispose();
                _dropped(observer, fault);
            }
#pragma warning restore CA1031
        }
    }

    private sealed class Subscription(StockHub hub, IObserver<QuoteBatch> observer) : IDisposable
    {
        private volatile IObserver<QuoteBatch>? _observer = observer;

        public IObserver<QuoteBatch>? Observer => _observer;

        public void Dispose()
        {
            _observer = null;
            ImmutableInterlocked.Update(
                ref hub._subscriptions, static (all, gone) => all.IsDefault ? all : all.Remove(gone), this);
        }
    }
}
