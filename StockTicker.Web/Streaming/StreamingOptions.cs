using StockTicker.Web.Configuration;

namespace StockTicker.Web.Streaming;

/// <summary>Options of the streams: the settings in the section <c>Streaming</c>.</summary>
public sealed class StreamingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streaming";

    /// <summary>The number of <c>quotes</c> events to retain for resuming, 16 to 1,000,000. The default is 4096.</summary>
    public int RetainedEvents { get; set; }

    /// <summary>
    /// The number of events of all other channels together to retain for resuming, 16 to 1,000,000. The default is 1024.
    /// </summary>
    public int RetainedBroadcasts { get; set; }

    /// <summary>
    /// The maximum size of the retained <c>quotes</c> events in bytes, uncompressed, 1 MB to 64 GB. The default is 256 MB. With ten
    /// thousand instruments, this limit is reached before <see cref="RetainedEvents"/>; a snapshot is then cheaper than a replay.
    /// </summary>
    public long RetainedBytes { get; set; }

    /// <summary>The idle time after which a heartbeat is sent, 1 second to 5 minutes. The default is 10 seconds.</summary>
    public TimeSpan HeartbeatInterval { get; set; }

    /// <summary>
    /// The time without progress of a write after which the connection is closed, 1 second to 5 minutes. The default is 10 seconds.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; }

    /// <summary>
    /// Whether streams take over plain HTTP/1 connections from the web server and write to the socket directly, which is the most
    /// efficient. If false, they write through the web server, as over TLS and HTTP/2. Clients see no difference. The default is true.
    /// </summary>
    public bool TakeOver { get; set; }

    /// <summary>The maximum number of channels in addition to the built-in ones, 1 to 1,000,000. The default is 1000.</summary>
    public int MaxChannels { get; set; }

    /// <summary>
    /// The maximum number of channels, other than the built-in ones, that a client address can subscribe to at a time, 0 (no limit) to
    /// 1,000,000. The default is 100.
    /// </summary>
    public int MaxChannelsPerAddress { get; set; }

    /// <summary>The maximum number of open streams, 0 (no limit) to 10,000,000. The default is 20,000.</summary>
    public int MaxStreams { get; set; }

    /// <summary>The maximum number of open streams per client address, 0 (no limit) to 10,000,000. The default is 20.</summary>
    public int MaxStreamsPerAddress { get; set; }

    /// <summary>
    /// The maximum number of streams that a client address can open per minute, 0 (no limit) to 10,000,000. The default is 60.
    /// </summary>
    public int NewStreamsPerMinute { get; set; }

    /// <summary>Reads the options from configuration.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A value is invalid.</exception>
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
        MaxChannelsPerAddress = section.Number(nameof(MaxChannelsPerAddress), 100, 0, 1_000_000);
        MaxStreams = section.Number(nameof(MaxStreams), 20_000, 0, 10_000_000);
        MaxStreamsPerAddress = section.Number(nameof(MaxStreamsPerAddress), 20, 0, 10_000_000);
        NewStreamsPerMinute = section.Number(nameof(NewStreamsPerMinute), 60, 0, 10_000_000);
        section.ThrowIfBad<StreamingOptions>();
    }
}
