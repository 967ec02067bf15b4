using System.Collections.Frozen;
using System.Collections.Immutable;

namespace StockTicker.Web.Pages;

/// <summary>
/// The style sheets that pages load as one file: each further request would delay the first paint. Their order has no effect, since
/// cascade layers decide.
/// </summary>
/// <param name="Name">The name in the address.</param>
/// <param name="Sheets">Paths from the folder <c>css</c> of the web root.</param>
internal sealed record StyleBundle(string Name, params ImmutableArray<string> Sheets)
{
    private static readonly ImmutableArray<string> Common = ["tokens", "base", "shared/layout", "shared/controls", "shared/print"];

    public static readonly StyleBundle Board = Page("board",
        "board/summary", "board/board", "board/positions", "board/quotes-table", "board/quote-cells", "board/heat-map", "board/narrow", "board/print");

    public static readonly StyleBundle Stock = Page("stock",
        "stock/stock", "stock/chart", "stock/chart-lines", "stock/trades", "stock/narrow", "stock/print");

    public static readonly StyleBundle Learn = Page("learn", "shared/commands", "pages/learn");

    public static readonly StyleBundle Api = Page("api", "shared/commands", "pages/api");

    public static readonly StyleBundle Status = Page("status", "pages/status");

    public static readonly StyleBundle SignIn = Page("sign-in", "pages/sign-in");

    public static readonly StyleBundle Error = Page("error", "pages/error");

    /// <summary>For dialogs and panels of live pages, which need scripts; added once such a page has loaded.</summary>
    public static readonly StyleBundle Dialogs = new("dialogs", "shared/dialogs", "stream/inspector");

    /// <summary>All bundles, by name.</summary>
    public static FrozenDictionary<string, StyleBundle> All { get; } =
        new[] { Board, Stock, Learn, Api, Status, SignIn, Error, Dialogs }.ToFrozenDictionary(bundle => bundle.Name, StringComparer.Ordinal);

    private static StyleBundle Page(string name, params string[] sheets) => new(name, [.. Common, .. sheets]);
}
