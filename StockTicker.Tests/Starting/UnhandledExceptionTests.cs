using System.Net;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Starting;

public sealed class UnhandledExceptionTests
{
    [Fact]
    public async Task An_unhandled_exception_returns_a_page_or_problem_details_without_its_message()
    {
        await using var application = new TickerApplication(FailingEndpoint.Add, "Market:Instruments=3");
        using var client = application.Connect();

        await ProblemAssert.IsProblemAsync(await client.GetAsync("/broken", TestTimeout.Token), HttpStatusCode.InternalServerError, "An unexpected error occurred");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/broken");
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        using var page = await client.SendAsync(request, TestTimeout.Token);
        var html = await page.Content.ReadAsStringAsync(TestTimeout.Token);

        Assert.Equal((HttpStatusCode.InternalServerError, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Contains("<h1", html, StringComparison.Ordinal);
        Assert.DoesNotContain(FailingEndpoint.Secret, html, StringComparison.Ordinal);
    }
}
