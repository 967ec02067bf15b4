namespace StockTicker.Web.Broadcasting;

/// <summary>
/// Keeps the responses to broadcasts with an <c>Idempotency-Key</c> for ten minutes, so that an operator can retry after a lost
/// connection without publishing twice. Keys are separate for each operator; the rate limit for broadcasts bounds their number.
/// </summary>
/// <remarks>
/// Follows draft-ietf-httpapi-idempotency-key-header, except that later requests with the same key are not compared with the first.
/// </remarks>
internal sealed class IdempotencyKeys(TimeProvider time)
{
    /// <summary>The maximum length of a key, in characters.</summary>
    public const int MaxLength = 255;

    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Operator, string Key), Published> _responses = [];
    private readonly Queue<(long At, (string, string) Key)> _oldestFirst = new();

    /// <summary>The number of stored keys.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _responses.Count;
        }
    }

    /// <summary>
    /// Gets the result stored for a key, or publishes and stores the result. Concurrent calls with the same key publish once.
    /// </summary>
    /// <param name="publish">Publishes the event. Returns null on failure, which is not stored.</param>
    public Published? GetOrPublish(string operatorId, string key, Func<Published?> publish)
    {
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Retention)
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

/// <summary>The response to a broadcast.</summary>
internal sealed record Published(bool Success, string Id, string Channel, int Subscribers);
