using Microsoft.AspNetCore.Mvc.RazorPages;
using StockTicker.Web.Security;
using StockTicker.Web.Streaming.Log;

namespace StockTicker.Web.Pages;

/// <summary>The tutorial: nine steps from a stream that sends the time to a production server, each with its source code and a live stream.</summary>
internal sealed class LearnModel(EventLog log, IHostEnvironment environment) : PageModel
{
    // Enough for some of them to trade every second.
    private const int ConflatedStocks = 8;

    /// <summary>The steps: the id of each on the page, and its title.</summary>
    public static IReadOnlyList<(string Id, string Title)> Steps { get; } =
    [
        ("time", "Send the time"),
        ("eventsource", "Read it in the browser"),
        ("named", "Name the events"),
        ("stocks", "Stream live prices"),
        ("reliable", "Lose nothing"),
        ("efficient", "Send less"),
        ("protected", "Authenticate the user"),
        ("test", "Test the stream"),
        ("production", "Run it in production"),
    ];

    /// <summary>Base address of the site, without a trailing slash.</summary>
    public string Address => SiteAddress.Of(Request);

    /// <summary>The signed-in user, or null.</summary>
    public SignedInUser? SignedIn => SignedInUser.Of(User);

    /// <summary>Whether there are demo users.</summary>
    public bool IsDevelopment => environment.IsDevelopment();

    /// <summary>The path and query of a stream of a few stocks, without its interval.</summary>
    public string ConflatedStream =>
        $"stream/quotes?symbols={string.Join(',', log.Instruments.Take(ConflatedStocks).Select(instrument => instrument.Symbol.Value))}";

    /// <summary>Forbids caching, because the page shows who is signed in.</summary>
    public void OnGet() => Response.Headers.CacheControl = "no-cache";
}
