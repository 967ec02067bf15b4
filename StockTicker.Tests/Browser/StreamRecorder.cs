using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace StockTicker.Tests.Browser;

/// <summary>Stands before an application: writes down what streams are asked for, since a browser's worker is not seen in its pages.</summary>
public sealed class StreamRecorder : IStartupFilter
{
    private readonly ConcurrentQueue<NameValueCollection> _opened = new();

    /// <summary>The queries of all streams, oldest first.</summary>
    public IReadOnlyCollection<NameValueCollection> Opened => _opened;

    /// <summary>The query of the newest stream.</summary>
    public NameValueCollection Newest => _opened.Last();

    /// <summary>Lets an application's requests pass here.</summary>
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
