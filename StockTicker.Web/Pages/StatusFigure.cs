using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.Pages;

/// <summary>One figure of the status page: where it stands in <c>/stats</c>, how it is written, and what it means.</summary>
/// <param name="Key">Its property in <c>/stats</c>; a dot leads into an object.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Form">How it is written: <c>count</c>, <c>rate</c>, <c>bytes</c>, <c>seconds</c> or <c>milliseconds</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Meaning">What it says, in plain words.</param>
/// <param name="Worry">When to look closer.</param>
internal sealed record StatusFigure(string Key, string Name, string Form, Func<Stats, double> Value, string Meaning, string Worry)
{
    /// <summary>Whether it is what a counter grows by in a second.</summary>
    public bool IsRate { get; init; }

    /// <summary>Above this somebody should look; null where no number says so.</summary>
    public double? WorryAbove { get; init; }

    /// <summary>Below this somebody should look; null where no number says so.</summary>
    public double? WorryBelow { get; init; }

    /// <summary>Its value now; of a rate, the average since the start.</summary>
    public double ValueIn(Stats stats) => IsRate ? Value(stats) / Math.Max(stats.UptimeSeconds, 1) : Value(stats);

    /// <summary>Whether somebody should look.</summary>
    public bool IsWorry(Stats stats) => ValueIn(stats) > WorryAbove || ValueIn(stats) < WorryBelow;

    /// <summary>Its value for people.</summary>
    public string Show(Stats stats) => Write(ValueIn(stats)) + (IsRate && Form == "bytes" ? "/s" : "");

    /// <summary>Its value for programs.</summary>
    public string Bare(Stats stats) => Math.Round(ValueIn(stats), 3).ToString(CultureInfo.InvariantCulture);

    /// <summary>The figures that are plotted.</summary>
    public static IReadOnlyList<StatusFigure> Plotted(MarketClock clock) =>
    [
        new("ticksPerSecond", "Ticks per second", "rate", s => s.TicksPerSecond,
            "How many batches of prices the market publishes.",
            clock.IsManual
                ? "This market moves only when it is stepped, so 0 is fine."
                : Invariant($"The market is set to {Nominal(clock):0.###}. ")
                    + "Well below that the machine is too busy; at 0 the market stands still.")
        {
            WorryBelow = clock.IsManual ? null : Nominal(clock) / 2,
        },
        new("totalClients", "Open streams", "count", s => s.TotalClients,
            "How many clients are connected now.",
            "A sudden fall means a broken network or proxy. A rise without visitors means clients that do not close."),
        new("eventsDelivered", "Events delivered per second", "rate", s => s.EventsDelivered,
            "Events written to all clients together.",
            "0 while streams are open and the market ticks: nothing gets out.") { IsRate = true },
        new("bytesSent", "Bytes per second", "bytes", s => s.BytesSent,
            "What leaves for the clients.",
            "Near what the network carries (125 MB/s on a gigabit line) clients fall behind.") { IsRate = true },
        new("latencyMs.p99", "Latency, slowest 1 %", "milliseconds", s => s.LatencyMs.P99,
            "From the publishing of an event to its write to a socket, since the start: 99 of 100 took no longer.",
            "Above 100 ms the machine is too busy, or too many streams share it.") { WorryAbove = 100 },
        new("merged", "Updates merged per second", "rate", s => s.Merged,
            "Updates left out because a newer price took their place: for clients that asked for a lower rate, or read slowly.",
            "A rise although nobody asks for a lower rate: clients or their network are slow.") { IsRate = true },
    ];

    /// <summary>Resuming: what becomes of clients that were away.</summary>
    public static IReadOnlyList<StatusFigure> Resume { get; } =
    [
        new("replayHeadroomSeconds", "Replay headroom", "seconds", s => s.ReplayHeadroomSeconds,
            "How far back the kept events reach. A client that was away for less can get what it missed.",
            "It is short after a start and grows. If it stays below half a minute, raise Streaming:RetainedEvents."),
        new("resyncs", "Snapshots instead of a replay", "count", s => s.Resyncs,
            "Clients that came back too late, or from another run, and got the whole picture again.",
            "A steady rise: clients are away longer than the headroom."),
        new("slowDisconnects", "Cut off as too slow", "count", s => s.SlowDisconnects,
            "Streams that were ended because their client took nothing for too long.",
            "A rise: sleeping laptops are normal, a crowd of them is a network in trouble."),
        new("rejected", "Refused", "count", s => s.Rejected,
            "Streams that were not let in.",
            "A rise: a limit is reached, or somebody floods the server."),
    ];

    /// <summary>Totals since the start.</summary>
    public static IReadOnlyList<StatusFigure> Totals { get; } =
    [
        new("uptimeSeconds", "Up for", "seconds", s => s.UptimeSeconds,
            "Time since the process started.", "Shorter than you think: it was restarted."),
        new("instruments", "Instruments", "count", s => s.Instruments, "How many are traded.", "Not what you configured."),
        new("eventsPublished", "Events published", "count", s => s.EventsPublished,
            "Events of all channels in the log so far.", "It does not rise while the market is open."),
        new("eventsDelivered", "Events delivered", "count", s => s.EventsDelivered,
            "Events written to clients so far.", "It does not rise while streams are open."),
        new("bytesSent", "Bytes sent", "bytes", s => s.BytesSent, "Written to clients so far.",
            "Your traffic is paid by the byte."),
        new("bytesSaved", "Bytes saved", "bytes", s => s.BytesSaved,
            "What compression kept off the wire.", "0 with many streams: a proxy takes Accept-Encoding away."),
        new("latencyMs.p50", "Latency, half", "milliseconds", s => s.LatencyMs.P50,
            "Half of all writes took no longer.", "Above 10 ms: the machine is busy all the time."),
    ];

    /// <summary>A value for people; <c>status-figure.js</c> writes it alike.</summary>
    private string Write(double value) => Form switch
    {
        "rate" => Invariant($"{value:N1}"),
        "bytes" => Bytes(value),
        "seconds" => Duration(value),
        "milliseconds" => Invariant($"{value:N2} ms"),
        _ => Display.Whole((long)value),
    };

    private static string Bytes(double value)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        for (; Math.Abs(value) >= 1000 && unit < units.Length - 1; unit++)
            value /= 1000;
        return unit == 0 ? Invariant($"{value:N0} B") : Invariant($"{value:N2} {units[unit]}");
    }

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Floor(seconds));
        return time switch
        {
            { TotalMinutes: < 1 } => Invariant($"{seconds:N1} s"),
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
            _ => $"{time.Days} d {time.Hours} h",
        };
    }

    private static double Nominal(MarketClock clock) => 1 / clock.UpdateInterval.TotalSeconds;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
