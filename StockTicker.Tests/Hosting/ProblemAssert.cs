using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace StockTicker.Tests.Hosting;

/// <summary>Assertions about error responses.</summary>
public static class ProblemAssert
{
    /// <summary>Asserts that the response is RFC 9457 problem details with this text in its detail.</summary>
    public static async Task IsProblemAsync(HttpResponseMessage response, HttpStatusCode status, string named)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestTimeout.Token);
            Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.GetProperty("type").GetString()!);
            Assert.NotEmpty(problem.GetProperty("title").GetString()!);
            Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }
}
