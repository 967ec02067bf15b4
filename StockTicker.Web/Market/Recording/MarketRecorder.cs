using System.Threading.Channels;
using StockTicker.Domain;

namespace StockTicker.Web.Market.Recording;

/// <summary>
/// Records what is published, as newline-delimited JSON. The market only hands over the batches; encoding and writing are on another thread.
/// A failure ends the recording, never the market.
/// </summary>
internal sealed partial class MarketRecorder(RecordingFolder folder, StockBook book, TimeProvider time, ILogger<MarketRecorder> logger)
    : BackgroundService, IObserver<QuoteBatch>
{
    // Batches that wait for the disk, about a minute of them. Beyond that, there would be a gap.
    private const int MaxWaiting = 1000;

    private const long MaxBytes = 256L * 1024 * 1024;

    // Larger files take too long to compress while the application stops. The next run compresses them.
    private const long MaxBytesAtStop = 16L * 1024 * 1024;

    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    private readonly Channel<QuoteBatch> _batches = Channel.CreateBounded<QuoteBatch>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    // The state up to which everything has been recorded.
    private BookSnapshot _recorded = book.Snapshot;
    private FileStream? _file;
    private DateTimeOffset _begun;
    private long _syncedAt;
    private bool _isSynced = true;
    private volatile string? _problem;

    /// <summary>Whether the market is recorded.</summary>
    public bool IsOn => folder.Path.Length > 0;

    /// <summary>Why the recording has ended, or null if it goes on.</summary>
    public string? Problem => _problem;

    /// <inheritdoc/>
    public void OnNext(QuoteBatch value)
    {
        if (IsOn && _problem is null && !_batches.Writer.TryWrite(value))
            End("the disk is slower than the market");
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the market moves.
        _recorded = book.Snapshot;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
            return;
        try
        {
            folder.CompressLeftovers();
            Begin(_recorded.Time);
            // What has been published until the application stops is still written.
            await using var stopped = stoppingToken.Register(() => _batches.Writer.TryComplete()).ConfigureAwait(false);
            while (await WaitAsync())
            {
                while (_batches.Reader.TryRead(out var batch))
                    Write(batch);
                Sync(force: false);
            }
            Close(atStop: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            End(fault.Message);
        }
        finally
        {
            _file?.Dispose();
        }
    }

    // Returns at the next batch, or when it is time to sync; false at the end.
    private async Task<bool> WaitAsync()
    {
        var next = _batches.Reader.WaitToReadAsync().AsTask();
        if (!_isSynced)
        {
            var left = SyncInterval - time.GetElapsedTime(_syncedAt);
            if (left <= TimeSpan.Zero || await Task.WhenAny(next, Task.Delay(left, time)) != next)
                return true;
        }
        return await next;
    }

    private void Begin(DateTimeOffset at)
    {
        _begun = at;
        _file = folder.Create(at);
        Append(RecordedLine.Of(_recorded));
    }

    private void Write(QuoteBatch batch)
    {
        if (batch.Book.Version <= _recorded.Version)
            return;
        if (batch.Time - _begun >= MaxAge || _file!.Length >= MaxBytes)
        {
            Close(atStop: false);
            Begin(batch.Time);
        }
        List<Instrument> changed = [];
        var known = _recorded.Instruments;
        if (!ReferenceEquals(batch.Book.Instruments, known))
        {
            foreach (var quote in batch.Quotes)
            {
                if (quote.Instrument.Index >= known.Count || !ReferenceEquals(known[quote.Instrument.Index], quote.Instrument))
                    changed.Add(quote.Instrument);
            }
        }
        Append(RecordedLine.Of(batch, changed));
        _recorded = batch.Book;
    }

    private void Append(RecordedLine line)
    {
        var json = line.Encode();
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        // One write for each line, so that a crash can tear only the last one.
        _file!.Write(json);
        _isSynced = false;
    }

    private void Sync(bool force)
    {
        if (_isSynced || (!force && time.GetElapsedTime(_syncedAt) < SyncInterval))
            return;
        _file!.Flush(flushToDisk: true);
        _syncedAt = time.GetTimestamp();
        _isSynced = true;
    }

    private void Close(bool atStop)
    {
        Sync(force: true);
        var (path, length) = (_file!.Name, _file.Length);
        _file.Dispose();
        _file = null;
        if (!atStop)
            _ = Task.Run(() => TryCompress(path));
        else if (length <= MaxBytesAtStop)
            TryCompress(path);
    }

    // The file itself remains if it can't be compressed.
    private void TryCompress(string path)
    {
        try
        {
            RecordingFolder.Compress(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotCompressed(path, fault.Message);
        }
    }

    private void End(string reason)
    {
        if (Interlocked.CompareExchange(ref _problem, reason, null) is not null)
            return;
        _batches.Writer.TryComplete();
        LogEnded(folder.Path, reason.TrimEnd('.'));
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The recording in {Folder} has ended: {Reason}. The market goes on. Make room, and restart the application to record again.")]
    private partial void LogEnded(string folder, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording {File} could not be compressed: {Reason}")]
    private partial void LogNotCompressed(string file, string reason);
}
