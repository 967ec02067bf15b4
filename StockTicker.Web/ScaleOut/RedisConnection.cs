using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace StockTicker.Web.ScaleOut;

/// <summary>
/// The connection to Redis, and the names of the keys. It is opened when first needed, which is during startup, and reconnects by itself.
/// </summary>
/// <remarks>It has no field of a value type of the library, which would be loaded even if this class is only registered.</remarks>
internal sealed class RedisConnection : IDisposable
{
    // A command that takes longer has failed, although Redis may still execute it.
    private const int TimeoutMilliseconds = 2000;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly ConnectionMultiplexer _redis;
    private readonly string _prefix;

    /// <summary>Connects to Redis.</summary>
    /// <exception cref="OptionsValidationException">The connection string is invalid, or Redis cannot be reached.</exception>
    public RedisConnection(IOptions<ScaleOutOptions> options, ILoggerFactory loggers)
    {
        // One hash tag, so that a cluster keeps all keys in one place and scripts can use them together.
        _prefix = $"{{{options.Value.Key}}}:";
        ConfigurationOptions configuration;
        try
        {
            configuration = ConfigurationOptions.Parse(options.Value.Redis!);
        }
        catch (Exception bad) when (bad is ArgumentException or FormatException)
        {
            throw ScaleOutOptions.Unusable("…", $"{bad.Message.TrimEnd('.')}; it must be a StackExchange.Redis connection string, like localhost:6379");
        }
        Endpoints = string.Join(',', configuration.EndPoints.Select(endpoint => endpoint.ToString()!.Split('/')[^1]));
        configuration.ClientName ??= $"StockTicker {options.Value.Name}".Replace(' ', '-');
        configuration.ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds;
        configuration.ConnectRetry = 1;
        configuration.AbortOnConnectFail = true;
        // A command that cannot be sent fails, so that it is not executed at a time when it is no longer wanted.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry(500);
        configuration.SyncTimeout = configuration.AsyncTimeout = TimeoutMilliseconds;
        try
        {
            _redis = ConnectionMultiplexer.Connect(configuration);
            Database.Ping();
        }
        catch (RedisException failed)
        {
            throw ScaleOutOptions.Unusable(Endpoints, $"which cannot be used: {failed.GetBaseException().Message.TrimEnd('.')}. Start Redis, or correct the address and the password");
        }
        var logger = loggers.CreateLogger<RedisConnection>();
        _redis.ConnectionFailed += (_, failure) =>
        {
            if (failure.ConnectionType == ConnectionType.Interactive)
                logger.LogWarning("The connection to Redis at {Endpoint} was lost ({Reason}).", failure.EndPoint, failure.FailureType);
        };
        _redis.ConnectionRestored += (_, connection) =>
        {
            if (connection.ConnectionType == ConnectionType.Subscription)
                SubscriberRestored?.Invoke();
        };
    }

    /// <summary>Raised when messages are received again after they may have been lost.</summary>
    public event Action? SubscriberRestored;

    /// <summary>The addresses in the connection string, for messages.</summary>
    public string Endpoints { get; }

    /// <summary>The database.</summary>
    public IDatabase Database => _redis.GetDatabase();

    /// <summary>Publishes and subscribes.</summary>
    public ISubscriber Subscriber => _redis.GetSubscriber();

    /// <summary>The channel that announces each event in the log.</summary>
    public RedisChannel Bell => RedisChannel.Literal($"{_prefix}bell");

    /// <summary>The channel by which instances ask each other.</summary>
    public RedisChannel Orders => RedisChannel.Literal($"{_prefix}orders");

    /// <summary>Gets the name of a key.</summary>
    public RedisKey KeyOf(string name) => _prefix + name;

    /// <summary>Gets whether an exception means that Redis cannot be used now.</summary>
    public static bool IsUnavailable(Exception fault) => fault is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    /// <inheritdoc/>
    public void Dispose() => _redis.Dispose();
}
