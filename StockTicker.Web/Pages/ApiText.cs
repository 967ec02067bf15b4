using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace StockTicker.Web.Pages;

/// <summary>Renders the CommonMark that descriptions use: text in backticks becomes code.</summary>
internal static class ApiText
{
    /// <summary>The text as HTML.</summary>
    public static IHtmlContent Of(string? text)
    {
        var content = new HtmlContentBuilder();
        var parts = (text ?? "").Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 0)
            {
                content.Append(parts[i]);
                continue;
            }
            var code = new TagBuilder("code");
            code.InnerHtml.Append(parts[i]);
            content.AppendHtml(code);
        }
        return content;
    }
}
