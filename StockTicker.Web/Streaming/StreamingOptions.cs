using StockTicker.Web.Configuration;

namespace StockTicker.Web.Streaming;

/// <summary>How the streams behave: the settings below <c>Streaming</c>.</summary>
public sealed class StreamingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streaming";

    /// <summary>How many <c>quotes</c> events are kept for resume, 16 to 1,000,000; default 4096.</summary>
    public int RetainedEvents { get; set; }

    /// <summary>How many events of all other channels together are kept for resume, 16 to 1,000,000; default 1024.</summary>
    public int RetainedBroadcasts { get; set; }

    /// <summary>
    /// How many bytes the kept <c>quotes</c> events may take, uncompressed, 1 MB to 64 GB; default 256 MB. A market of ten thousand instruments fills
    /// it before <see cref="RetainedEvents"/>, and a snapshot is then cheaper than the replay anyway.
    /// </summary>
    public long RetainedBytes { get; set; }

    /// <summary>Silence on a stream before a heartbeat is sent, 1 s to 5 min; default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; }

    /// <summary>How long a write may make no progress before the connection is ended, 1 s to 5 min; default 10 s.</summary>
    public TimeSpan WriteTimeout { get; set; }

    /// <summary>
    /// Whether a stream takes a plain HTTP/1 connection over from the web server and writes to its socket itself, which costs least;
    /// default true. If not, it writes as it does over TLS and HTTP/2. Clients see no difference.
    /// </summary>
    public bool TakeOver { get; set; }

    /// <summary>How many channels may be alive at once besides the built-in ones, 1 to 1,000,000; default 1000.</summary>
    public int MaxChannels { get; set; }

    /// <summary>How many streams may be open in all, 0 (no limit) to 10,000,000; default 20,000.</summary>
    public int MaxStreams { get; set; }

    /// <summary>How many of them one address may have open, 0 (no limit) to 10,000,000; default 20.</summary>
    public int MaxStreamsPerAddress { get; set; }

    /// <summary>How many streams one address may open within a minute, 0 (no limit) to 10,000,000; default 60.</summary>
    public int NewStreamsPerMinute { get; set; }

    /// <summary>Fills this from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is bad.</exception>
    internal void Read(IConfiguration configuration)
    {
        const int Megabyte = 1024 * 1024;
        var section = new SectionReader(configuration, Section);
        RetainedEvents = section.Number(nameof(RetainedEvents), 4096, 16, 1_000_000);
        RetainedBroadcasts = section.Number(nameof(RetainedBroadcasts), 1024, 16, 1_000_000);
        RetainedBytes = section.Number(nameof(RetainedBytes), 256L * Megabyte, Megabyte, 65_536L * Megabyte);
        HeartbeatInterval = section.Duration(nameof(HeartbeatInterval), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        WriteTimeout = section.Duration(nameof(WriteTimeout), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        TakeOver = section.Flag(nameof(TakeOver), true);
        MaxChannels = section.Number(nameof(MaxChannels), 1000, 1, 1_000_000);
        MaxStreams = section.Number(nameof(MaxStreams), 20_000, 0, 10_000_000);
        MaxStreamsPerAddress = section.Number(nameof(MaxStreamsPerAddress), 20, 0, 10_000_000);
        NewStreamsPerMinute = section.Number(nameof(NewStreamsPerMinute), 60, 0, 10_000_000);
        section.ThrowIfBad<StreamingOptions>();
    }
}
