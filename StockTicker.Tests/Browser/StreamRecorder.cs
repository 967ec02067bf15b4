using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace StockTicker.Tests.Browser;

/// <summary>Middleware that records stream requests, because requests of a browser's worker are not visible in its pages.</summary>
public sealed class StreamRecorder : IStartupFilter
{
    private readonly ConcurrentQueue<NameValueCollection> _opened = new();

    /// <summary>The queries of all streams, oldest first.</summary>
    public IReadOnlyCollection<NameValueCollection> Opened => _opened;

    /// <summary>The query of the newest stream.</summary>
    public NameValueCollection Newest => _opened.Last();

    /// <summary>Adds the recorder to an application.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this);

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use((context, rest) =>
        {
            if (context.Request.Path.StartsWithSegments("/stream", StringComparison.Ordinal))
                _opened.Enqueue(HttpUtility.ParseQueryString(context.Request.QueryString.Value ?? ""));
            return rest(context);
        });
        next(application);
    };
}
