using System.Threading.Channels;
using StackExchange.Redis;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.ScaleOut;

/// <summary>
/// Reads the log in Redis into the log, the book, and the history of this instance, in order and without gaps, including the events that
/// this instance has published.
/// </summary>
internal sealed class LogReplica(
    RedisConnection redis, EventLog log, StockBook book, StockHub hub, MarketHistory history, MarketClock clock, TimeProvider time, ILogger<LogReplica> logger) : ISharedLogStatus, IDisposable
{
    private const int PageSize = 500;

    // A bell that is lost delays an event by as much.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // How long a read may fail until the log counts as unavailable.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _gate = new();
    private readonly List<(StreamEventId Id, TaskCompletionSource Done)> _waiting = [];
    private long _readAt = time.GetTimestamp();
    private volatile string? _problem;
    private bool _mustRestore;
    private long? _restoredAt;
    private long _read;

    /// <summary>The newest event that this instance has.</summary>
    public StreamEventId Last { get; private set; }

    /// <summary>How many events this instance has read.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Whether <see cref="Last"/> is an event of the shared log.</summary>
    public bool HasJoined { get; private set; }

    /// <inheritdoc/>
    public string? Problem => _problem is { } problem && time.GetElapsedTime(Volatile.Read(ref _readAt)) > Patience ? problem : null;

    /// <summary>Joins the log from the newest checkpoint. Returns false if there is none that the log still continues.</summary>
    public async Task<bool> TryJoinAsync()
    {
        await _reading.WaitAsync();
        try
        {
            return await TryRestoreAsync();
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Begins with the state of this process, which the log continues.</summary>
    public void Begin(StreamEventId at) => (Last, HasJoined) = (at, true);

    /// <summary>Begins with the state of this process, because there is no checkpoint. Older events do not fit to it.</summary>
    public async Task BeginAsync()
    {
        await redis.Database.KeyDeleteAsync([redis.KeyOf("quotes"), redis.KeyOf("channels")]);
        Last = await ReadHeadAsync();
        (HasJoined, _mustRestore) = (true, false);
    }

    /// <summary>Reads the id of the newest event in Redis; the default value if there is none.</summary>
    public async Task<StreamEventId> ReadHeadAsync()
    {
        var head = await redis.Database.HashGetAsync(redis.KeyOf("head"), ["e", "s"]);
        return head[0].IsNull ? default : new StreamEventId((long)head[0], (long)head[1]);
    }

    /// <summary>Reads until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isSubscribed = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!isSubscribed)
                    await redis.Subscriber.SubscribeAsync(redis.Bell, (_, _) => _bell.Writer.TryWrite(true));
                isSubscribed = true;
                await CatchUpAsync(cancellationToken);
            }
            catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
            {
                // The next poll tries again.
            }
            catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or IOException or FormatException)
            {
                logger.LogError(fault, "The log cannot be continued after {Last}. This instance reads it again.", Last);
                _mustRestore = true;
            }
            await WaitForBellAsync(cancellationToken);
        }
    }

    /// <summary>Reads everything that is in the log now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!HasJoined)
                return;
            while (await ReadAsync())
            {
            }
            Volatile.Write(ref _readAt, time.GetTimestamp());
            _problem = null;
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            _problem = fault is RedisServerException ? fault.Message : "Redis cannot be reached.";
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Completes when this instance has an event.</summary>
    public Task WhenReadAsync(StreamEventId id)
    {
        lock (_gate)
        {
            if (Compare(Last, id) >= 0)
                return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((id, done));
            _bell.Writer.TryWrite(true);
            return done.Task;
        }
    }

    /// <summary>Takes a checkpoint between two events.</summary>
    public async Task<Checkpoint> TakeCheckpointAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return Checkpoint.Of(log, history);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Compares two ids.</summary>
    public static int Compare(StreamEventId one, StreamEventId other) =>
        one.Epoch != other.Epoch ? one.Epoch.CompareTo(other.Epoch) : one.Sequence.CompareTo(other.Sequence);

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task WaitForBellAsync(CancellationToken cancellationToken)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        poll.CancelAfter(Poll);
        try
        {
            await _bell.Reader.ReadAsync(poll.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    // Returns whether there may be more.
    private async Task<bool> ReadAsync()
    {
        if (_mustRestore)
        {
            // There may not be a checkpoint yet that the log continues.
            if (_restoredAt is { } last && time.GetElapsedTime(last) < Poll)
                return false;
            _restoredAt = time.GetTimestamp();
            if (!await TryRestoreAsync())
                return false;
            _mustRestore = false;
        }
        var (entries, isWhole) = await ReadAfterAsync(Last);
        foreach (var entry in entries)
        {
            if (Follows(entry))
                Apply(entry);
            else
            {
                _mustRestore = true;
                logger.LogWarning(
                    "The log does not continue after {Last}, but with {Next}. This instance reads it again, and its clients reconnect.", Last, entry.Id);
                return false;
            }
        }
        return !isWhole;
    }

    private bool Follows(Entry entry) => entry.Id.Epoch == Last.Epoch
        ? entry.Id.Sequence == Last.Sequence + 1
        : entry.Id.Sequence == 1 && (entry.Base == Last || (entry.Base is null && Last == default));

    private void Apply(Entry entry)
    {
        if (entry.Id.Epoch != log.Epoch)
            log.Begin(entry.Id.Epoch);
        if (entry.IsQuotes)
        {
            var (move, encoded) = LogEntry.ReadMove(entry.Payload, book.Instruments);
            var batch = book.Apply(move);
            log.Append(entry.Id, batch, encoded);
            hub.Publish(batch);
            FollowClock(move.Time);
        }
        else
        {
            var (channel, owner, frame) = LogEntry.ReadMessage(entry.Payload);
            log.Append(entry.Id, channel, owner, frame.Span);
        }
        Advance(entry.Id);
        Interlocked.Increment(ref _read);
    }

    private async Task<bool> TryRestoreAsync()
    {
        if ((byte[]?)await redis.Database.StringGetAsync(redis.KeyOf("checkpoint")) is not { } bytes)
            return false;
        var checkpoint = Checkpoint.Read(bytes, book.Instruments);
        var retained = new List<Entry>();
        for (StreamEventId from = default; ;)
        {
            var (entries, isWhole) = await ReadAfterAsync(from);
            retained.AddRange(entries.TakeWhile(entry => Compare(entry.Id, checkpoint.Id) <= 0));
            if (isWhole || entries.Count == 0 || Compare(entries[^1].Id, checkpoint.Id) >= 0)
                break;
            from = entries[^1].Id;
        }
        using (var saved = new BinaryReader(new MemoryStream(checkpoint.History.ToArray())))
            history.Load(saved);
        var now = book.Restore(checkpoint.Time, checkpoint.Quotes);
        log.Restore(new RestoredLog(
            checkpoint.Id, checkpoint.QuotesId, now, [.. retained.Select(ToRestored)],
            await IsTrimmedAsync("quotes"), await IsTrimmedAsync("channels")));
        FollowClock(checkpoint.Time);
        HasJoined = true;
        Advance(checkpoint.Id);
        return true;
    }

    // After the prices, so that the clock never shows a time whose prices are not available yet.
    private void FollowClock(DateTimeOffset moved)
    {
        if (clock.IsManual && moved > clock.GetUtcNow())
            clock.AdvanceTo(moved);
    }

    private RestoredEvent ToRestored(Entry entry)
    {
        if (entry.IsQuotes)
        {
            var (move, encoded) = LogEntry.ReadMove(entry.Payload, book.Instruments);
            return new RestoredEvent(entry.Id) { Time = move.Time, Quotes = encoded };
        }
        var (channel, owner, frame) = LogEntry.ReadMessage(entry.Payload);
        return new RestoredEvent(entry.Id) { Channel = channel, Owner = owner, Frame = frame };
    }

    private async Task<bool> IsTrimmedAsync(string stream)
    {
        if (!await redis.Database.KeyExistsAsync(redis.KeyOf(stream)))
            return false;
        var info = (RedisResult[])(await redis.Database.ExecuteAsync("XINFO", "STREAM", redis.KeyOf(stream)))!;
        var fields = info.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => pair[1]);
        // Versions before 7 do not count.
        return !fields.TryGetValue("entries-added", out var added) || (long)added != (long)fields["length"];
    }

    // Both streams, merged. The last id up to which both have been read is that of the shorter one if a page was full.
    private async Task<(List<Entry> Entries, bool IsWhole)> ReadAfterAsync(StreamEventId after)
    {
        var result = (RedisResult[])(await redis.Database.ScriptEvaluateAsync(
            LogScripts.Read, [redis.KeyOf("quotes"), redis.KeyOf("channels")], [after.ToString(), PageSize]))!;
        var entries = new List<Entry>();
        StreamEventId? end = null;
        for (var stream = 0; stream < 2; stream++)
        {
            var rows = (RedisResult[])result[stream]!;
            entries.AddRange(rows.Select(row => ToEntry(row, isQuotes: stream == 0)));
            if (rows.Length == PageSize && (end is not { } earlier || Compare(entries[^1].Id, earlier) < 0))
                end = entries[^1].Id;
        }
        entries.Sort(static (a, b) => Compare(a.Id, b.Id));
        if (end is { } last)
            entries.RemoveAll(entry => Compare(entry.Id, last) > 0);
        return (entries, end is null);
    }

    private static Entry ToEntry(RedisResult row, bool isQuotes)
    {
        var parts = (RedisResult[])row!;
        var fields = (RedisResult[])parts[1]!;
        // The fields are in the order in which the script writes them.
        return StreamEventId.TryParse((string?)parts[0], out var id)
            ? new Entry(id, StreamEventId.TryParse((string?)fields[1], out var before) ? before : null, isQuotes, (byte[])fields[3]!)
            : throw new RedisException($"The log has an entry with the id {parts[0]}.");
    }

    private void Advance(StreamEventId id)
    {
        lock (_gate)
        {
            Last = id;
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (Compare(_waiting[i].Id, id) > 0)
                    continue;
                _waiting[i].Done.SetResult();
                _waiting.RemoveAt(i);
            }
        }
    }

    /// <summary>An event in Redis.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Base">For the first event of an epoch, the event before it.</param>
    /// <param name="IsQuotes">Whether it is a batch of quotes.</param>
    /// <param name="Payload">The encoded event.</param>
    private sealed record Entry(StreamEventId Id, StreamEventId? Base, bool IsQuotes, byte[] Payload);
}
