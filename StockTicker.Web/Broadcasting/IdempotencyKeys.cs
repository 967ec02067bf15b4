namespace StockTicker.Web.Broadcasting;

/// <summary>
/// Remembers for ten minutes what was answered to a broadcast with an <c>Idempotency-Key</c>, so that an operator whose connection broke
/// can ask again without publishing twice. Each operator's keys are its own; how many there can be, the limit of broadcasts says.
/// </summary>
/// <remarks>As draft-ietf-httpapi-idempotency-key-header, except that a key stands for its first request whatever a later one brings.</remarks>
internal sealed class IdempotencyKeys(TimeProvider time)
{
    /// <summary>How long a key may be.</summary>
    public const int MaxLength = 255;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Operator, string Key), Published> _responses = [];
    private readonly Queue<(long At, (string, string) Key)> _oldestFirst = new();

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _responses.Count;
        }
    }

    /// <summary>
    /// What was published under this key; where nothing was, publishes now. Of two at once the second waits and gets the first one's answer.
    /// </summary>
    /// <param name="publish">Publishes; null where that could not be, which is not remembered.</param>
    public Published? GetOrPublish(string operatorId, string key, Func<Published?> publish)
    {
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Memory)
                _responses.Remove(_oldestFirst.Dequeue().Key);
            if (_responses.TryGetValue((operatorId, key), out var known))
                return known;
            if (publish() is not { } published)
                return null;
            _responses.Add((operatorId, key), published);
            _oldestFirst.Enqueue((time.GetTimestamp(), (operatorId, key)));
            return published;
        }
    }
}

/// <summary>What a broadcast is answered.</summary>
internal sealed record Published(bool Success, string Id, string Channel, int Subscribers);
