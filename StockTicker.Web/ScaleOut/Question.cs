using System.Collections.Concurrent;

namespace StockTicker.Web.ScaleOut;

/// <summary>A question to other instances, and their answers so far.</summary>
internal sealed class Question(Action<Question> forget) : IDisposable
{
    private readonly SemaphoreSlim _answered = new(0);

    /// <summary>Identifies it.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The answers, by the owner of the lease that each instance would be.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = [];

    /// <summary>Adds an answer.</summary>
    public void Add(string from, string answer)
    {
        if (Answers.TryAdd(from, answer))
            _answered.Release();
    }

    /// <summary>Waits for the next answer, for a limited time.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        try
        {
            await _answered.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Ignores later answers.</summary>
    public void Dispose() => forget(this);
}
