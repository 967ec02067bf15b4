using Microsoft.Playwright;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.Browser;

/// <summary>axe-core, which finds accessibility problems automatically.</summary>
internal static class Axe
{
    private static readonly NpmFolder Npm = new("Browser", "npm");

    /// <summary>The violations of WCAG 2.2, levels A and AA, on a page: a line for each rule, with the first element that breaks it.</summary>
    public static async Task<string[]> FindAsync(IPage page)
    {
        await Npm.RequireAsync();
        var script = await File.ReadAllTextAsync(Npm.File("node_modules", "axe-core", "axe.min.js"), TestContext.Current.CancellationToken);
        // Evaluated through the debugger, which the page's security policy does not restrict.
        await page.EvaluateAsync($"() => {{ {script} }}");
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await window.axe.run(document, {
              runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
            })).violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0].html.slice(0, 160)} — ${nodes[0].failureSummary}`)
            """);
    }
}
