namespace StockTicker.Web.Security;

/// <summary>
/// Tickets that open one stream as a user. A browser's <c>EventSource</c> cannot send a token in a header, and a token in a URL would be
/// logged on its way. A ticket in a URL is worthless after its use or after <see cref="StreamTickets.Lifetime"/>.
/// </summary>
internal interface IStreamTickets
{
    /// <summary>Issues a ticket for a user.</summary>
    ValueTask<(string Ticket, DateTimeOffset Expires)> IssueAsync(SignedInUser user);

    /// <summary>Gets the user of a valid ticket, which remains valid, or null.</summary>
    ValueTask<SignedInUser?> FindAsync(string ticket);

    /// <summary>Uses a ticket. Of several concurrent uses, one succeeds.</summary>
    ValueTask<bool> TryUseAsync(string ticket);
}
