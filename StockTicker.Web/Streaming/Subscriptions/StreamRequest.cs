using System.Collections.Frozen;
using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Streaming.Subscriptions;

/// <summary>A request for a stream, parsed from its path, query and headers.</summary>
internal sealed record StreamRequest
{
    private const int MaxInterval = 60_000;
    private const int MaxHistory = 100;
    private const string Watchlist = "@watchlist";

    /// <summary>The requested channels, in the order of the request.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The channels other than <c>quotes</c> whose events are in the log.</summary>
    public IReadOnlySet<string> Named { get; private init; } = FrozenSet<string>.Empty;

    /// <summary>Whether <c>quotes</c> is requested.</summary>
    public bool HasQuotes => Channels.Contains(ChannelNames.Quotes);

    /// <summary>The requested channels that have periodic events.</summary>
    public IReadOnlyList<BuiltInChannel> Periodic { get; private init; } = [];

    /// <summary>Whether a requested channel needs a signed-in user.</summary>
    public bool NeedsUser => Channels.Any(name => BuiltInChannels.Find(name) is { NeedsUser: true });

    /// <summary>Whether the request is for the instruments of the user's watchlist.</summary>
    public bool IsWatchlist { get; private init; }

    /// <summary>The signed-in user, or null if the stream does not need one.</summary>
    public SignedInUser? User { get; init; }

    /// <summary>Whether the stream begins with an event that greets the user.</summary>
    public bool Greeting { get; init; }

    /// <summary>The requested instruments.</summary>
    public required SymbolFilter Filter { get; init; }

    /// <summary>Whether the cursor may be one of a stream with other instruments than <see cref="Filter"/>, so that a snapshot must follow.</summary>
    public bool IsFilterNew { get; init; }

    /// <summary>The minimum time between two <c>quotes</c> events; zero for each batch immediately.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Whether a fresh start begins with a <c>snapshot</c>.</summary>
    public required bool Snapshot { get; init; }

    /// <summary>The number of the newest retained events of <see cref="Named"/> to send on a fresh start.</summary>
    public int History { get; init; }

    /// <summary>The cursor as sent by the client, or null for a fresh start.</summary>
    public required string? LastEventId { get; init; }

    /// <summary>Parses a request. The error names the invalid parameter, its value and the valid values.</summary>
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

    /// <summary>Gets whether an event of a channel other than <c>quotes</c> is for this client. Events with an owner are only for that user.</summary>
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

    // The header takes precedence, because a browser that reconnects sends a newer id in it than the page put into the URL. EventSource sends
    // no header if it has no id, and an empty one if the server has reset the id.
    internal static string? Cursor(HttpRequest request) =>
        new[] { request.Headers["Last-Event-ID"], request.Query["lastEventId"], request.Query["last_event_id"] }
            .Select(values => Single(values.ToString())).FirstOrDefault(value => value.Length > 0);

    // A proxy or a client library may send the same value twice.
    private static string Single(string values) =>
        values.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList() is [var one]
            ? one : values;
}
