using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace StockTicker.Web.ScaleOut;

/// <summary>Decides which instance moves the market. It is held until it is not renewed in time.</summary>
internal sealed class MarketLease(RedisConnection redis, IOptions<ScaleOutOptions> options, TimeProvider time, ILogger<MarketLease> logger)
{
    private readonly TimeSpan _duration = options.Value.Lease;
    private long _renewedAt;
    private volatile bool _isTaken;
    private int _term;

    /// <summary>Identifies this process as the owner.</summary>
    public string Owner { get; } = string.Create(CultureInfo.InvariantCulture, $"{options.Value.Name}/{Guid.NewGuid():N}");

    /// <summary>How often to call <see cref="RenewAsync"/>.</summary>
    public TimeSpan Interval => _duration / 6;

    /// <summary>Whether this instance moves the market. It is not renewed by a process that is suspended.</summary>
    public bool IsHeld => _isTaken && time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < _duration;

    /// <summary>Increases each time that this instance takes the lease.</summary>
    public int Term => Volatile.Read(ref _term);

    /// <summary>The time at which this instance took the lease.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Renews the lease, or takes it if no instance has it.</summary>
    public async Task RenewAsync()
    {
        // The time before the command, because the lease may begin to run out before the response arrives.
        var asked = time.GetTimestamp();
        if (_isTaken)
        {
            var renewed = (long)await redis.Database.ScriptEvaluateAsync(
                LogScripts.Renew, [redis.KeyOf("lease")], [Owner, (long)_duration.TotalMilliseconds]) == 1;
            if (renewed)
            {
                Volatile.Write(ref _renewedAt, asked);
                return;
            }
            Lose();
        }
        if (!await redis.Database.StringSetAsync(redis.KeyOf("lease"), Owner, _duration, When.NotExists))
            return;
        Since = time.GetUtcNow();
        Volatile.Write(ref _renewedAt, asked);
        Interlocked.Increment(ref _term);
        _isTaken = true;
        logger.LogInformation("This instance moves the market now.");
    }

    /// <summary>Notes that another instance has taken the lease.</summary>
    public void Lose()
    {
        if (!_isTaken)
            return;
        _isTaken = false;
        logger.LogWarning("Another instance moves the market now.");
    }

    /// <summary>Gives the lease up, so that another instance can take it at once.</summary>
    public async Task ReleaseAsync()
    {
        if (!_isTaken)
            return;
        _isTaken = false;
        await redis.Database.ScriptEvaluateAsync(LogScripts.Release, [redis.KeyOf("lease")], [Owner]);
    }
}
