using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;

namespace StockTicker.Web.Security;

/// <summary>
/// Tickets that open one stream as a user. A browser's <c>EventSource</c> cannot send a token in a header, and a token in a URL would be
/// logged on its way. A ticket in a URL is worthless after its use or after <see cref="Lifetime"/>. Thread-safe.
/// </summary>
internal sealed class StreamTickets(TimeProvider time) : IStreamTickets
{
    /// <summary>How long a ticket is valid.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of valid tickets of a user. A new one replaces the oldest.</summary>
    public const int MaxPerUser = 20;

    private const int TicketBytes = 32;

    private readonly ConcurrentDictionary<string, (SignedInUser User, DateTimeOffset Expires)> _tickets = new(StringComparer.Ordinal);

    /// <summary>Issues a ticket for a user. It expires with the user's token, if that is earlier.</summary>
    public (string Ticket, DateTimeOffset Expires) Issue(SignedInUser user)
    {
        ForgetExpired();
        var own = _tickets.Where(ticket => ticket.Value.User.Owner == user.Owner).OrderBy(ticket => ticket.Value.Expires).ToList();
        foreach (var (oldest, _) in own.Take(own.Count - MaxPerUser + 1))
            _tickets.TryRemove(oldest, out _);
        var expires = time.GetUtcNow() + Lifetime;
        var ticket = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(TicketBytes));
        _tickets[ticket] = (user, expires);
        return (ticket, expires);
    }

    /// <summary>Gets the user of a valid ticket, which remains valid.</summary>
    public bool TryFind(string ticket, [NotNullWhen(true)] out SignedInUser? user)
    {
        user = _tickets.TryGetValue(ticket, out var found) && found.Expires > time.GetUtcNow() ? found.User : null;
        return user is not null;
    }

    /// <summary>Uses a ticket. Of several concurrent uses, one succeeds.</summary>
    public bool TryUse(string ticket) => _tickets.TryRemove(ticket, out var used) && used.Expires > time.GetUtcNow();

    /// <inheritdoc/>
    public ValueTask<(string Ticket, DateTimeOffset Expires)> IssueAsync(SignedInUser user) => ValueTask.FromResult(Issue(user));

    /// <inheritdoc/>
    public ValueTask<SignedInUser?> FindAsync(string ticket) => ValueTask.FromResult(TryFind(ticket, out var user) ? user : null);

    /// <inheritdoc/>
    public ValueTask<bool> TryUseAsync(string ticket) => ValueTask.FromResult(TryUse(ticket));

    private void ForgetExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (ticket, (_, expires)) in _tickets)
        {
            if (expires <= now)
                _tickets.TryRemove(ticket, out _);
        }
    }
}
