using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using StackExchange.Redis;
using StockTicker.Web.Security;

namespace StockTicker.Web.ScaleOut;

/// <summary>Tickets that one instance issues and any instance accepts, once. Redis has their digests only.</summary>
internal sealed class SharedStreamTickets(RedisConnection redis, TimeProvider time) : IStreamTickets
{
    private const int TicketBytes = 32;

    /// <inheritdoc/>
    public ValueTask<(string Ticket, DateTimeOffset Expires)> IssueAsync(SignedInUser user) => UseAsync(async database =>
    {
        var ticket = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TicketBytes));
        var expires = time.GetUtcNow() + StreamTickets.Lifetime;
        await database.StringSetAsync(KeyOf(ticket), JsonSerializer.Serialize(user), StreamTickets.Lifetime);
        // The oldest tickets of a user give way.
        var own = redis.KeyOf($"tickets:{DigestOf(user.Owner)}");
        await database.ListLeftPushAsync(own, DigestOf(ticket));
        var old = await database.ListRangeAsync(own, StreamTickets.MaxPerUser);
        if (old.Length > 0)
            await database.KeyDeleteAsync([.. old.Select(digest => redis.KeyOf($"ticket:{digest}"))]);
        await database.ListTrimAsync(own, 0, StreamTickets.MaxPerUser - 1);
        await database.KeyExpireAsync(own, StreamTickets.Lifetime);
        return (ticket, expires);
    });

    /// <inheritdoc/>
    public ValueTask<SignedInUser?> FindAsync(string ticket) => UseAsync(async database =>
        (string?)await database.StringGetAsync(KeyOf(ticket)) is { } json ? JsonSerializer.Deserialize<SignedInUser>(json) : null);

    /// <inheritdoc/>
    public ValueTask<bool> TryUseAsync(string ticket) => UseAsync(database => database.KeyDeleteAsync(KeyOf(ticket)));

    private async ValueTask<T> UseAsync<T>(Func<IDatabase, Task<T>> use)
    {
        try
        {
            return await use(redis.Database);
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            throw new ScaleOutUnavailableException("The tickets that instances share cannot be read or written now.", fault);
        }
    }

    private RedisKey KeyOf(string ticket) => redis.KeyOf($"ticket:{DigestOf(ticket)}");

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
