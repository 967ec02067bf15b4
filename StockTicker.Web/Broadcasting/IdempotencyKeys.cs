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
    private readonly Dictionary<(string Operator, string Key), Task<Published?>> _responses = [];
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
    /// <param name="publish">Publishes the event. Returns null, or throws, on failure, which is not stored.</param>
    public async Task<Published?> GetOrPublishAsync(string operatorId, string key, Func<Task<Published?>> publish)
    {
        Task<Published?> response;
        lock (_gate)
        {
            while (_oldestFirst.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Retention)
                _responses.Remove(_oldestFirst.Dequeue().Key);
            if (!_responses.TryGetValue((operatorId, key), out response!))
            {
                response = publish();
                // What has failed at once need not be remembered.
                if (!IsFailed(response))
                {
                    _responses.Add((operatorId, key), response);
                    _oldestFirst.Enqueue((time.GetTimestamp(), (operatorId, key)));
                }
            }
        }
        try
        {
            return await response;
        }
        finally
        {
            if (IsFailed(response))
                Forget(operatorId, key, response);
        }
    }

    private static bool IsFailed(Task<Published?> response) => response.IsCompleted && (!response.IsCompletedSuccessfully || response.Result is null);

    private void Forget(string operatorId, string key, Task<Published?> failed)
    {
        lock (_gate)
        {
            if (_responses.TryGetValue((operatorId, key), out var known) && known == failed)
                _responses.Remove((operatorId, key));
        }
    }
}

/// <summary>The response to a broadcast.</summary>
internal sealed record Published(bool Success, string Id, string Channel, int Subscribers);
