using System.Collections.Frozen;
using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>What a client asks of a stream, after its query and headers have been read.</summary>
internal sealed record StreamRequest
{
    private const int MaxInterval = 60_000;
    private const int MaxHistory = 100;
    private const string Watchlist = "@watchlist";

    /// <summary>Which channels, in the order in which they were asked for.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The channels whose events the log keeps besides the market's.</summary>
    public IReadOnlySet<string> Named { get; private init; } = FrozenSet<string>.Empty;

    /// <summary>Whether the market is among them.</summary>
    public bool HasQuotes => Channels.Contains(ChannelNames.Quotes);

    /// <summary>The channels among them that have an event per period.</summary>
    public IReadOnlyList<BuiltInChannel> Periodic { get; private init; } = [];

    /// <summary>Whether one of them needs a signed-in user.</summary>
    public bool NeedsUser => Channels.Any(name => BuiltInChannels.Find(name) is { NeedsUser: true });

    /// <summary>Whether the instruments are those of the signed-in user's watchlist.</summary>
    public bool IsWatchlist { get; private init; }

    /// <summary>Who asks; null where that does not matter.</summary>
    public SignedInUser? User { get; init; }

    /// <summary>Which instruments.</summary>
    public required SymbolFilter Filter { get; init; }

    /// <summary>Whether a cursor may stand for other instruments than <see cref="Filter"/>, so that a snapshot has to follow.</summary>
    public bool IsFilterNew { get; init; }

    /// <summary>The least time between two <c>quotes</c> events; zero for each batch as it comes.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Whether a fresh start gets a <c>snapshot</c>.</summary>
    public required bool Snapshot { get; init; }

    /// <summary>How many of the newest kept events of <see cref="Named"/> a fresh start gets.</summary>
    public int History { get; init; }

    /// <summary>The cursor as the client sent it; null for a fresh start.</summary>
    public required string? LastEventId { get; init; }

    /// <summary>Reads a request; the error names the parameter, its value and what would be right.</summary>
    public static bool TryParse(string channels, HttpRequest request, InstrumentCatalog catalog, out StreamRequest parsed, out string error)
    {
        parsed = null!;
        if (!ChannelNames.TryParse(channels, out var names, out error))
            return false;
        var query = request.Query;
        string? symbols = query.ContainsKey("symbols") ? query["symbols"].ToString() : null;
        var isWatchlist = symbols == Watchlist;
        if (isWatchlist)
            symbols = null;
        if (!SymbolFilter.TryParse(symbols, catalog, out var filter, out error))
            return false;
        if (!TryReadNumber(query, "interval", MaxInterval, "a whole number of milliseconds", out var interval, out error)
            || !TryReadNumber(query, "history", MaxHistory, "a whole number of events", out var history, out error))
            return false;
        var snapshot = true;
        if (query.TryGetValue("snapshot", out var text) && !bool.TryParse(text.ToString(), out snapshot))
        {
            error = $"snapshot is '{text}'; it must be true or false.";
            return false;
        }
        parsed = new StreamRequest
        {
            Channels = names,
            Named = names.Where(name => BuiltInChannels.Find(name) is not { HasHistory: false }).ToFrozenSet(),
            Periodic = [.. names.Select(BuiltInChannels.Find).OfType<BuiltInChannel>().Where(channel => channel.Period is not null)],
            IsWatchlist = isWatchlist,
            Filter = filter,
            Interval = TimeSpan.FromMilliseconds(interval),
            Snapshot = snapshot,
            History = history,
            LastEventId = Cursor(request),
        };
        return true;
    }

    /// <summary>Whether an event of a channel other than the market's is for this client: what is a user's own is for that user alone.</summary>
    public bool Wants(ChannelEvent logged) =>
        Named.Contains(logged.Channel) && (logged.Owner is null || logged.Owner == User?.Owner);

    private static bool TryReadNumber(IQueryCollection query, string name, int max, string what, out int value, out string error)
    {
        (value, error) = (0, "");
        if (!query.TryGetValue(name, out var text)
            || (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max))
            return true;
        error = $"{name} is '{text}'; it must be {what} from 0 to {max}.";
        return false;
    }

    // The header wins: the browser's own reconnection is newer than the address that the page once made. EventSource sends no
    // header where it has no id, and an empty one where a server took the id back.
    private static string? Cursor(HttpRequest request) =>
        new[] { request.Headers["Last-Event-ID"], request.Query["lastEventId"], request.Query["last_event_id"] }
            .Select(values => Single(values.ToString())).FirstOrDefault(value => value.Length > 0);

    // A proxy or a client library may send the same value twice.
    private static string Single(string values) =>
        values.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList() is [var one]
            ? one : values;
}
