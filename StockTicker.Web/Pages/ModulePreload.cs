namespace StockTicker.Web.Pages;

/// <summary>The modules that a page requests before they are imported.</summary>
/// <param name="Module">The path of the importing module from the web root.</param>
/// <param name="After">A module that the page requests before, with its imports.</param>
/// <param name="IsLate">Whether <paramref name="Module"/> itself is requested, too, since no script element names it.</param>
internal sealed record ModulePreload(string Module, string? After = null, bool IsLate = false)
{
    /// <summary>Gets their paths from the web root.</summary>
    public IEnumerable<string> In(ModuleGraph modules)
    {
        var imports = modules.ImportsOf(Module).AsEnumerable();
        if (IsLate)
            imports = imports.Prepend(Module);
        return After is null ? imports : imports.Except([After, .. modules.ImportsOf(After)]);
    }
}
