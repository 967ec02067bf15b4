using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// Records every log message of the applications under test, and learns every token that a test creates, every token and cookie that is
/// sent or received, and every configured key, across all tests. When an application ends, none of its messages may contain a secret.
/// </summary>
public sealed class SecretLeakDetector : ILoggerProvider, IStartupFilter
{
    // Shorter values could appear anywhere by chance.
    private const int MinLength = 16;

    private static readonly ConcurrentDictionary<string, bool> Secrets = new(StringComparer.Ordinal);

    private readonly LogRecorder _log = new();

    /// <summary>Watches an application at its default log levels, and its own categories at all levels.</summary>
    public void AddTo(IWebHostBuilder builder) => builder
        .ConfigureServices(services => services.AddSingleton<IStartupFilter>(this))
        .ConfigureLogging(logging => logging.AddProvider(this)
            .AddFilter<SecretLeakDetector>(null, LogLevel.Information)
            .AddFilter<SecretLeakDetector>("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter<SecretLeakDetector>("StockTicker", LogLevel.Trace));

    /// <summary>Fails if a message contains a secret.</summary>
    public void AssertNotLogged() => AssertNotLogged(_log.Lines);

    /// <summary>Fails if one of these lines contains a secret.</summary>
    public static void AssertNotLogged(IEnumerable<string> lines)
    {
        // Thousands of secrets are searched for in one pass.
        var known = SearchValues.Create([.. Secrets.Keys], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.AsSpan().ContainsAny(known));
    }

    /// <summary>Adds a secret.</summary>
    public static void Learn(string? secret)
    {
        if (secret?.Trim() is { Length: >= MinLength } whole)
            Secrets.TryAdd(whole, true);
    }

    /// <summary>Adds a token to the secrets.</summary>
    /// <returns>The token.</returns>
    public static string LearnToken(string token)
    {
        // The signature identifies a token even if the rest was changed. A token without one is identified by its claims.
        Learn(token.TrimEnd('.').Split(' ', '.')[^1]);
        return token;
    }

    /// <summary>Adds the value of a cookie that this header sets to the secrets.</summary>
    public static void LearnCookie(string? header) => Learn(header?[(header.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0]);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _log.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        foreach (var (key, value) in application.ApplicationServices.GetRequiredService<IConfiguration>().AsEnumerable())
        {
            if (key.Contains("SigningKeys", StringComparison.OrdinalIgnoreCase) && key.EndsWith(":Value", StringComparison.OrdinalIgnoreCase))
                Learn(value);
        }
        application.Use((context, rest) =>
        {
            LearnToken(context.Request.Headers.Authorization.ToString());
            foreach (var (_, value) in context.Request.Cookies)
                Learn(value);
            context.Response.OnStarting(() =>
            {
                foreach (var cookie in context.Response.Headers.SetCookie)
                    LearnCookie(cookie);
                return Task.CompletedTask;
            });
            return rest(context);
        });
        next(application);
    };
}
