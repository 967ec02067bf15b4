using System.Globalization;
using StockTicker.Domain;
using StockTicker.Web.Streaming.Endpoints;

namespace StockTicker.Web.Pages;

/// <summary>A figure on the status page: its key in <c>/stats</c>, its format, and its meaning.</summary>
/// <param name="Key">Its property in <c>/stats</c>; dots separate nested properties.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Form">Its format: <c>count</c>, <c>rate</c>, <c>bytes</c>, <c>seconds</c> or <c>milliseconds</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Meaning">What it measures.</param>
/// <param name="Worry">When it needs attention.</param>
internal sealed record StatusFigure(string Key, string Name, string Form, Func<Stats, double> Value, string Meaning, string Worry)
{
    /// <summary>Whether it is the growth of a counter per second.</summary>
    public bool IsRate { get; init; }

    /// <summary>Upper threshold for attention; null for none.</summary>
    public double? WorryAbove { get; init; }

    /// <summary>Lower threshold for attention; null for none.</summary>
    public double? WorryBelow { get; init; }

    /// <summary>Its current value; for a rate, the average since startup.</summary>
    public double ValueIn(Stats stats) => IsRate ? Value(stats) / Math.Max(stats.UptimeSeconds, 1) : Value(stats);

    /// <summary>Whether the value is beyond a threshold.</summary>
    public bool IsWorry(Stats stats) => ValueIn(stats) > WorryAbove || ValueIn(stats) < WorryBelow;

    /// <summary>The formatted value.</summary>
    public string Show(Stats stats) => Write(ValueIn(stats)) + (IsRate && Form == "bytes" ? "/s" : "");

    /// <summary>The plain value.</summary>
    public string Bare(Stats stats) => Math.Round(ValueIn(stats), 3).ToString(CultureInfo.InvariantCulture);

    /// <summary>The figures that are plotted.</summary>
    public static IReadOnlyList<StatusFigure> Plotted(MarketClock clock) =>
    [
        new("ticksPerSecond", "Ticks per second", "rate", s => s.TicksPerSecond,
            "Price batches published by the market.",
            clock.IsManual
                ? "The market clock is manual, so 0 is normal."
                : Invariant($"Configured rate: {Nominal(clock):0.###}. ")
                    + "Well below that, the machine is overloaded; at 0, the market has stopped.")
        {
            WorryBelow = clock.IsManual ? null : Nominal(clock) / 2,
        },
        new("totalClients", "Open streams", "count", s => s.TotalClients,
            "Clients connected now.",
            "A sudden drop points to the network or a proxy. A rise without more visitors points to clients that never disconnect."),
        new("eventsDelivered", "Events delivered per second", "rate", s => s.EventsDelivered,
            "Events written to all clients combined.",
            "If it is 0 while streams are open and the market is ticking, delivery has stopped.") { IsRate = true },
        new("bytesSent", "Bytes per second", "bytes", s => s.BytesSent,
            "Outgoing stream traffic.",
            "Near network capacity (125 MB/s on a gigabit link), clients fall behind.") { IsRate = true },
        new("latencyMs.p99", "Latency, 99th percentile", "milliseconds", s => s.LatencyMs.P99,
            "Time from publishing an event to writing it to a socket, since startup.",
            "Above 100 ms, the machine is overloaded or serves too many streams.") { WorryAbove = 100 },
        new("merged", "Updates conflated per second", "rate", s => s.Merged,
            "Updates replaced by a newer price, for clients that requested a lower rate or read slowly.",
            "If it rises although no client requests a lower rate, clients or their networks are slow.") { IsRate = true },
    ];

    /// <summary>Figures about reconnecting clients.</summary>
    public static IReadOnlyList<StatusFigure> Resume { get; } =
    [
        new("replayHeadroomSeconds", "Replay headroom", "seconds", s => s.ReplayHeadroomSeconds,
            "How long a client can be away and still resume. After that, or after as many events as a snapshot is cheaper than, it receives a snapshot.",
            "It grows after startup. It stays short with few or many instruments, and if Streaming:RetainedEvents or RetainedBytes is small."),
        new("resyncs", "Snapshots instead of replay", "count", s => s.Resyncs,
            "Clients that reconnected too late, or after a server restart, and received a full snapshot.",
            "If it rises steadily, clients stay disconnected longer than the headroom."),
        new("slowDisconnects", "Slow clients disconnected", "count", s => s.SlowDisconnects,
            "Streams closed because the client read nothing for too long.",
            "A few are normal (sleeping laptops). Many at once point to a network problem."),
        new("rejected", "Rejected", "count", s => s.Rejected,
            "Streams that were not accepted.",
            "If it rises, a limit has been reached, or a client floods the server."),
    ];

    /// <summary>Totals since startup.</summary>
    public static IReadOnlyList<StatusFigure> Totals { get; } =
    [
        new("uptimeSeconds", "Uptime", "seconds", s => s.UptimeSeconds,
            "Time since the process started.", "If it is shorter than expected, the process was restarted."),
        new("instruments", "Instruments", "count", s => s.Instruments, "Instruments traded.", "Configured with Market:Instruments."),
        new("eventsPublished", "Events published", "count", s => s.EventsPublished,
            "Events of all channels added to the log.", "If it does not rise while the market is open, the market has stopped."),
        new("eventsDelivered", "Events delivered", "count", s => s.EventsDelivered,
            "Events written to clients.", "If it does not rise while streams are open, delivery has stopped."),
        new("bytesSent", "Bytes sent", "bytes", s => s.BytesSent, "Stream bytes written to clients.",
            "Relevant where traffic is billed."),
        new("bytesSaved", "Bytes saved", "bytes", s => s.BytesSaved,
            "Bytes saved by compression.", "If it stays at 0 with many streams, a proxy removes Accept-Encoding."),
        new("latencyMs.p50", "Latency, median", "milliseconds", s => s.LatencyMs.P50,
            "Median time from publishing an event to writing it to a socket.", "Above 10 ms, the machine is constantly busy."),
    ];

    /// <summary>Formats a value; <c>status-figure.js</c> must match.</summary>
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
