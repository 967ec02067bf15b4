using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StockTicker.Web.Security;

/// <summary>
/// Removes tokens, tickets and cookies from the log messages of the framework, which at low levels contain arguments, URLs and malformed
/// headers. The application's own messages contain none.
/// </summary>
internal static partial class SecretRedaction
{
    private const string Mark = "[redacted]";

    /// <summary>Redacts the messages of all logging providers.</summary>
    public static IServiceCollection AddSecretRedaction(this IServiceCollection services) => services.Replace(
        ServiceDescriptor.Singleton<ILoggerFactory>(provider => new Factory(ActivatorUtilities.CreateInstance<LoggerFactory>(provider))));

    /// <summary>Replaces secrets in a text.</summary>
    internal static string Redact(string text) => Secret().Replace(text, Mark);

    // JSON Web Tokens, also incomplete ones ("{" and a space or quote in base64 are "ew" or "ey"); values that Data Protection encrypted;
    // and parameters of URLs that may be a token.
    [GeneratedRegex(@"\be[wy][\w-]{8,}\.[\w.-]{8,}|\bCfDJ8[\w-]{16,}|(?<=[?&](?i:access_token|id_token|token|ticket|jwt|authorization)=)[^&\s""']+")]
    private static partial Regex Secret();

    private sealed class Factory(ILoggerFactory inner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName)
        {
            var logger = inner.CreateLogger(categoryName);
            return categoryName.StartsWith("StockTicker.", StringComparison.Ordinal) ? logger : new Logger(logger);
        }

        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Logger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
                return;
            var text = formatter(state, exception);
            var fault = exception?.ToString() ?? "";
            if (!Secret().IsMatch(text) && !Secret().IsMatch(fault))
                inner.Log(logLevel, eventId, state, exception, formatter);
            else
                // The state and the exception contain the secret, too.
                inner.Log(logLevel, eventId, Redact(fault.Length == 0 ? text : $"{text} {fault}"), null, (redacted, _) => redacted);
        }
    }
}
