using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StockTicker.Tests.Hosting;

/// <summary>
/// Keeps every line that an application under test logs, and learns every token that a test makes, every token and cookie that comes or
/// goes and every key that it is given, whichever test it is; when the application ends, no line may hold a secret of any.
/// </summary>
public sealed class SecretWatch : ILoggerProvider, IStartupFilter
{
    // What is shorter is a word that may stand anywhere.
    private const int MinLength = 16;

    private static readonly ConcurrentDictionary<string, bool> Secrets = new(StringComparer.Ordinal);

    private readonly LogRecorder _log = new();

    /// <summary>Lets an application be watched, at the levels that it has where nobody sets others, and its own categories at all.</summary>
    public void AddTo(IWebHostBuilder builder) => builder
        .ConfigureServices(services => services.AddSingleton<IStartupFilter>(this))
        .ConfigureLogging(logging => logging.AddProvider(this)
            .AddFilter<SecretWatch>(null, LogLevel.Information)
            .AddFilter<SecretWatch>("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter<SecretWatch>("StockTicker", LogLevel.Trace));

    /// <summary>Fails where a line holds a secret.</summary>
    public void AssertUnlogged() => AssertUnlogged(_log.Lines);

    /// <summary>Fails where one of these lines holds a secret.</summary>
    public static void AssertUnlogged(IEnumerable<string> lines)
    {
        var known = Secrets.Keys.ToList();
        Assert.DoesNotContain(lines, line => known.Exists(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    /// <summary>From now on no line may hold this.</summary>
    public static void Learn(string? secret)
    {
        if (secret?.Trim() is { Length: >= MinLength } whole)
            Secrets.TryAdd(whole, true);
    }

    /// <summary>From now on no line may hold this token.</summary>
    /// <returns>The token.</returns>
    public static string LearnToken(string token)
    {
        // The signature is what makes it one, also where the rest was changed. A token without one is known by what it claims.
        Learn(token.TrimEnd('.').Split(' ', '.')[^1]);
        return token;
    }

    /// <summary>From now on no line may hold the value of a cookie that this header sets.</summary>
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
