using System.Collections.Frozen;
using System.Collections.Immutable;

namespace StockTicker.Web.Streaming.Log;

/// <summary>The channels that always exist.</summary>
internal static class BuiltInChannels
{
    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<BuiltInChannel> All =
    [
        new(ChannelNames.Quotes, "the market"),
        new("notices", "the operators' announcements") { AcceptsBroadcasts = true, HasHistory = true },
        new("clock", "the time, every second") { Period = TimeSpan.FromSeconds(1) },
        new(ChannelNames.Me, "the signed-in user's own events") { NeedsUser = true, HasHistory = true },
    ];

    private static readonly FrozenDictionary<string, BuiltInChannel> ByName = All.ToFrozenDictionary(channel => channel.Name);

    /// <summary>The channel with this name; null if it is not built in.</summary>
    public static BuiltInChannel? Find(string name) => ByName.GetValueOrDefault(name);
}
