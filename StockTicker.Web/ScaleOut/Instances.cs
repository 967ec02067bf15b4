using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StockTicker.Web.Streaming.Delivery;
using StockTicker.Web.Streaming.Endpoints;
using StockTicker.Web.Streaming.Log;
using StockTicker.Web.Streaming.Subscriptions;

namespace StockTicker.Web.ScaleOut;

/// <summary>The instances that share the market. Each reports its state every second, and reads those of the others.</summary>
internal sealed class Instances(
    RedisConnection redis, LogReplica replica, RedisPublisher publisher, MarketLease lease, RedisOrders orders, StreamDispatcher dispatcher, StreamHandles handles, ChannelRegistry channels,
    IOptions<ScaleOutOptions> options, TimeProvider time) : IInstances
{
    /// <summary>How often an instance reports.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // How long an instance may be silent until it counts as gone, and until its report is removed.
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    // How long the leader waits for the reports of the others after Redis has restarted.
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan CatchUpTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan DisconnectTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LiveCheck = TimeSpan.FromMilliseconds(200);

    private const string DisconnectKind = "disconnect";

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Json, Report Report, long At)> _reports = [];
    private long _count;
    private long _behindSince;
    private long _lagEvents;

    /// <inheritdoc/>
    /// <remarks>Those that have reported lately.</remarks>
    public IReadOnlyList<InstanceStats>? All
    {
        get
        {
            lock (_gate)
            {
                return [.. Live().Select(report => new InstanceStats(
                    report.Name, report.Version, report.Streams, report.LagMs, report.LagEvents, report.Leader, report.Since, report.Refused)).OrderBy(one => one.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <inheritdoc/>
    public InstanceFigures? Own =>
        new InstanceFigures(LagAt(time.GetTimestamp()), Interlocked.Read(ref _lagEvents), lease.IsHeld, publisher.Refused, replica.Read);

    /// <inheritdoc/>
    public int OtherSubscribers(string channel)
    {
        lock (_gate)
            return Live().Where(report => report.Owner != lease.Owner).Sum(report => report.Channels.GetValueOrDefault(channel));
    }

    /// <inheritdoc/>
    public async ValueTask CatchUpAsync(string? cursor, CancellationToken cancellationToken)
    {
        if (!StreamEventId.TryParse(cursor, out var id) || LogReplica.Compare(id, replica.Last) <= 0)
            return;
        try
        {
            await replica.CatchUpAsync(cancellationToken).WaitAsync(CatchUpTime, time, cancellationToken);
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // The client gets a snapshot.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> DisconnectAsync(string handle, Disconnection how)
    {
        var answers = await AskAsync(DisconnectKind, $"{how} {handle}", DisconnectTime);
        return answers.Given.Sum(count => int.Parse(count, CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public async Task<Answers> AskAsync(string kind, string argument, TimeSpan patience, bool any = false)
    {
        var since = time.GetTimestamp();
        using var question = await orders.AskAsync(kind, argument);
        while (true)
        {
            IReadOnlyList<string> silent;
            lock (_gate)
                silent = [.. Live().Where(report => report.Owner != lease.Owner && !question.Answers.ContainsKey(report.Owner)).Select(report => report.Name)];
            var left = patience - time.GetElapsedTime(since);
            if (silent.Count == 0 || (any && !question.Answers.IsEmpty) || left <= TimeSpan.Zero)
                return new Answers([.. question.Answers.Values], silent);
            // An instance may be gone, and then it is not waited for.
            await question.WaitAsync(left < LiveCheck ? left : LiveCheck, time);
        }
    }

    /// <summary>Begins to answer the questions of others.</summary>
    public void Start() => orders.Answer(DisconnectKind, argument =>
    {
        var words = argument.Split(' ', 2);
        return Task.FromResult<string?>(handles.Disconnect(words[1], Enum.Parse<Disconnection>(words[0])).ToString(CultureInfo.InvariantCulture));
    });

    /// <summary>Reports this instance and reads the reports of all.</summary>
    public async Task ReportAsync()
    {
        var head = await replica.ReadHeadAsync();
        var own = replica.Last;
        var now = time.GetTimestamp();
        // In an older epoch, it lacks at least those of the newest one.
        var lacks = LogReplica.Compare(own, head) >= 0 ? 0 : own.Epoch == head.Epoch ? head.Sequence - own.Sequence : head.Sequence;
        Interlocked.Exchange(ref _lagEvents, lacks);
        if (lacks == 0)
            Volatile.Write(ref _behindSince, 0);
        else if (_behindSince == 0)
            Volatile.Write(ref _behindSince, now);
        var isLeader = lease.IsHeld;
        var report = new Report(
            lease.Owner, options.Value.Name, Hello.Version, dispatcher.Count,
            Math.Round(LagAt(now).TotalMilliseconds, 1), lacks, isLeader,
            (isLeader ? lease.Since : _startedAt).ToUnixTimeMilliseconds(), publisher.Refused, replica.Last.ToString(), channels.Subscribers, ++_count);
        await redis.Database.HashSetAsync(redis.KeyOf("instances"), lease.Owner, JsonSerializer.Serialize(report));
        await ReadAsync();
    }

    /// <summary>Removes the report of this instance.</summary>
    public Task LeaveAsync() => redis.Database.HashDeleteAsync(redis.KeyOf("instances"), lease.Owner);

    /// <summary>
    /// Gets the newest event that any instance has, after each has reported again, or null if one has not.
    /// </summary>
    /// <param name="own">The newest event of this instance.</param>
    public async Task<StreamEventId?> NewestEventAsync(StreamEventId own, CancellationToken cancellationToken)
    {
        Dictionary<string, long> before;
        lock (_gate)
            before = Live().Where(report => report.Owner != lease.Owner).ToDictionary(report => report.Owner, report => report.Count);
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < ReportTime)
        {
            await ReadAsync();
            lock (_gate)
            {
                // Two reports: the first may have been written before Redis restarted.
                var others = before.Keys.Select(owner => _reports.GetValueOrDefault(owner).Report).ToList();
                if (others.TrueForAll(report => report is not null && report.Count >= before[report.Owner] + 2))
                {
                    return others.Select(report => StreamEventId.TryParse(report.Last, out var last) ? last : default).Append(own)
                        .MaxBy(id => (id.Epoch, id.Sequence));
                }
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
        return null;
    }

    private async Task ReadAsync()
    {
        var all = await redis.Database.HashGetAllAsync(redis.KeyOf("instances"));
        var old = new List<RedisValue>();
        lock (_gate)
        {
            var now = time.GetTimestamp();
            foreach (var entry in all)
            {
                var (owner, json) = (entry.Name, entry.Value.ToString());
                if (_reports.TryGetValue(owner.ToString(), out var known) && known.Json == json)
                {
                    if (time.GetElapsedTime(known.At, now) >= Forgotten)
                        old.Add(owner);
                }
                else if (JsonSerializer.Deserialize<Report>(json) is { } report)
                    _reports[owner.ToString()] = (json, report, now);
            }
            foreach (var left in _reports.Keys.Except(all.Select(entry => entry.Name.ToString())).Concat(old.Select(owner => owner.ToString())).ToList())
                _reports.Remove(left);
        }
        if (old.Count > 0)
            await redis.Database.HashDeleteAsync(redis.KeyOf("instances"), [.. old]);
    }

    private TimeSpan LagAt(long now) => Volatile.Read(ref _behindSince) is not 0 and var since ? time.GetElapsedTime(since, now) : TimeSpan.Zero;

    private IEnumerable<Report> Live() =>
        _reports.Values.Where(report => time.GetElapsedTime(report.At) < Gone).Select(report => report.Report);

    /// <summary>The state of an instance. The count tells reports from each other.</summary>
    private sealed record Report(
        string Owner, string Name, string Version, int Streams, double LagMs, long LagEvents, bool Leader, long Since, long Refused, string Last,
        IReadOnlyDictionary<string, int> Channels, long Count);
}
