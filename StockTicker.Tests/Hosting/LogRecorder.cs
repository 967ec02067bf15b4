using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StockTicker.Tests.Hosting;

/// <summary>Records log messages.</summary>
public sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Line)> _lines = new();

    /// <summary>The messages so far.</summary>
    public IEnumerable<string> Lines => _lines.Select(line => line.Line);

    /// <summary>The messages so far of one category.</summary>
    public IEnumerable<string> Of<T>() => _lines.Where(line => line.Category == typeof(T).FullName).Select(line => line.Line);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Recorder(line => _lines.Enqueue((categoryName, line)));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Recorder(Action<string> add) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            add(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");
    }
}
