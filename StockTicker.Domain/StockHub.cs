using System.Collections.Immutable;

namespace StockTicker.Domain;

/// <summary>
/// Tells every observer of every batch, in order, on the publisher's thread. The observers stand in an immutable array that is
/// replaced on change, so that subscribing and leaving are safe at any time, during a publish too. An observer that throws is
/// dropped and reported; the others and the publisher do not notice.
/// </summary>
public sealed class StockHub : IObservable<QuoteBatch>
{
    private readonly Action<IObserver<QuoteBatch>, Exception> _dropped;

    // Default, not empty, once the end has been told: who comes later is told at once.
    private ImmutableArray<Subscription> _subscriptions = [];
    private Action<IObserver<QuoteBatch>>? _end;

    /// <summary>A hub without observers.</summary>
    /// <param name="dropped">Is told which observer was dropped and why; it must not throw.</param>
    public StockHub(Action<IObserver<QuoteBatch>, Exception> dropped) => _dropped = dropped;

    /// <summary>How many observers there are.</summary>
    public int Count => _subscriptions is { IsDefault: false } subscriptions ? subscriptions.Length : 0;

    /// <inheritdoc/>
    /// <remarks>
    /// A batch that is being published at this moment may or may not be told; from the next one on, all are. An observer that
    /// leaves while another thread is telling it something may still be in the midst of that. After the end
    /// (<see cref="Complete"/>, <see cref="Fail"/>) an observer is told so at once.
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

    /// <summary>Tells all observers of <paramref name="batch"/>. For one publisher at a time.</summary>
    public void Publish(QuoteBatch batch) => Tell(_subscriptions, static (observer, value) => observer.OnNext(value), batch);

    /// <summary>Tells all observers that nothing more comes because the publisher has failed.</summary>
    public void Fail(Exception fault) => End(observer => observer.OnError(fault));

    /// <summary>Tells all observers that nothing more comes.</summary>
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
            // Its owner may have left since the array was read.
            if (subscription.Observer is not { } observer)
                continue;
#pragma warning disable CA1031 // whatever an observer throws, it must not reach the others
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
