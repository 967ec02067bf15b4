using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StockTicker.Web.ScaleOut;

/// <summary>The scripts by which instances write and read the log in Redis. Redis executes each as a whole.</summary>
internal static class LogScripts
{
    /// <summary>The beginning of the error for an epoch that is not the newest.</summary>
    public const string Fenced = "FENCED";

    // KEYS: the head of the log, the stream, the lease, and the key of a response to keep.
    // ARGV: the epoch, the number of events to retain, the channel of the bell, the owner of the lease if the epoch is new or empty,
    // how long to keep the response in seconds or 0, a note that is kept with it, and the event.
    // Returns the id, and the note of the first request with the same response.
    private const string PublishBody = """
        if ARGV[5] ~= '0' then
          local known = redis.call('HMGET', KEYS[4], 'id', 'note')
          if known[1] then return {known[1], known[2]} end
        end
        local head = redis.call('HMGET', KEYS[1], 'e', 's', 'f')
        if head[3] and tonumber(head[3]) > tonumber(ARGV[1]) then return redis.error_reply('FENCED') end
        local base, sequence = '', 0
        if head[1] == ARGV[1] then
          sequence = tonumber(head[2])
        else
          if ARGV[4] == '' or redis.call('GET', KEYS[3]) ~= ARGV[4] then return redis.error_reply('FENCED') end
          if head[1] then base = head[1] .. '-' .. head[2] end
        end
        local id = ARGV[1] .. '-' .. string.format('%.0f', sequence + 1)
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], id, 'b', base, 'p', ARGV[7])
        redis.call('HSET', KEYS[1], 'e', ARGV[1], 's', string.format('%.0f', sequence + 1))
        if ARGV[5] ~= '0' then
          redis.call('HSET', KEYS[4], 'id', id, 'note', ARGV[6])
          redis.call('EXPIRE', KEYS[4], ARGV[5])
        end
        redis.call('PUBLISH', ARGV[3], id)
        return {id, ARGV[6]}
        """;

    /// <summary>
    /// Prepares a new epoch: from here on, Redis refuses events of older ones. KEYS: the head of the log, and the lease. ARGV: the owner of
    /// the lease, and the lowest epoch. Returns the epoch, and the epoch and the number of the newest event.
    /// </summary>
    public const string Begin = """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] then return redis.error_reply('FENCED') end
        local head = redis.call('HMGET', KEYS[1], 'e', 's', 'f')
        local epoch = math.max(tonumber(ARGV[2]), tonumber(head[1] or 0) + 1, tonumber(head[3] or 0) + 1)
        redis.call('HSET', KEYS[1], 'f', string.format('%.0f', epoch))
        return {string.format('%.0f', epoch), head[1], head[2]}
        """;

    /// <summary>
    /// Begins the log together with its first checkpoint, so that no other instance begins it with another market. KEYS: the head of the log,
    /// the lease, the checkpoint, and the streams. ARGV: the owner of the lease, the epoch, and the checkpoint. Returns 1, or 0 if there is a
    /// log already or another owns the lease.
    /// </summary>
    public const string Open = """
        if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        redis.call('DEL', KEYS[4], KEYS[5])
        redis.call('HSET', KEYS[1], 'e', ARGV[2], 's', '0', 'f', ARGV[2])
        redis.call('SET', KEYS[3], ARGV[3])
        return 1
        """;

    /// <summary>
    /// Stores a checkpoint, unless the log has not got so far: a Redis that has restarted may have lost events that the leader still has, and
    /// an instance that joined from them could not continue. KEYS: the head of the log, the lease, and the checkpoint. ARGV: the owner of the
    /// lease, the epoch and the number of the newest event in the checkpoint, and the checkpoint. Returns 1, or 0 if it is not stored.
    /// </summary>
    public const string Save = """
        local head = redis.call('HMGET', KEYS[1], 'e', 's')
        if redis.call('GET', KEYS[2]) ~= ARGV[1] or head[1] ~= ARGV[2] or tonumber(head[2]) < tonumber(ARGV[3]) then return 0 end
        redis.call('SET', KEYS[3], ARGV[4])
        return 1
        """;

    /// <summary>
    /// Reads both streams as of one moment. KEYS: the streams. ARGV: the id after which to read, and the maximum number of events of each.
    /// </summary>
    public const string Read = """
        return {
          redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2]),
          redis.call('XRANGE', KEYS[2], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])}
        """;

    /// <summary>Renews a lease. KEYS: the lease. ARGV: the owner, and milliseconds. Returns 1, or 0 if another owns it.</summary>
    public const string Renew = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """;

    /// <summary>Gives a lease up. KEYS: the lease. ARGV: the owner.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """;

    /// <summary>
    /// Gets the script that publishes an event in an epoch. It is different for each epoch: a Redis that has restarted does not know it
    /// until the leader has compared what Redis still has with what instances have already seen, and so no id is used twice.
    /// </summary>
    public static string Publish(long epoch) => string.Create(CultureInfo.InvariantCulture, $"-- {epoch}\n{PublishBody}");

    /// <summary>Gets the digest by which Redis knows <see cref="Publish"/>.</summary>
#pragma warning disable CA5350 // The digest is defined by Redis, and is not for security.
    public static string DigestOf(string script) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(script)));
#pragma warning restore CA5350
}
