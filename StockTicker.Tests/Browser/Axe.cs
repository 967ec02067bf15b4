using Microsoft.Playwright;
using StockTicker.Tests.Interoperability;

namespace StockTicker.Tests.Browser;

/// <summary>axe-core, which finds accessibility problems automatically.</summary>
internal static class Axe
{
    private static readonly NpmFolder Npm = new("Browser", "npm");

    /// <summary>The violations of WCAG 2.2, levels A and AA, in an element: a line for each rule, with the first element that breaks it.</summary>
    public static async Task<string[]> FindAsync(IPage page, string selector)
    {
        await Npm.RequireAsync();
        var script = await File.ReadAllTextAsync(Npm.File("node_modules", "axe-core", "axe.min.js"), TestContext.Current.CancellationToken);
        // Evaluated through the debugger, which the page's security policy does not restrict.
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {script} }} }}");
        return await page.EvaluateAsync<string[]>(
            """
            async selector => (await window.axe.run(selector, {
              runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
            })).violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0].html.slice(0, 160)} — ${nodes[0].failureSummary}`)
            """, selector);
    }
}
