using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace StockTicker.Tests.Hosting;

/// <summary>The forms of the sign-in page, as a browser without scripts sends them.</summary>
public static partial class SignInForm
{
    /// <summary>A client that follows no redirects.</summary>
    public static HttpClient ConnectWithoutRedirects(this TickerApplication application) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = Certificates.IsOwn },
    })
    {
        BaseAddress = application.Address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Sends the form with these fields, its anti-forgery token, and possibly a cookie.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        this HttpClient client, string path, string? cookie, params IEnumerable<(string Name, string Value)> fields)
    {
        using var get = Request(HttpMethod.Get, "/signin", cookie);
        using var page = await client.SendAsync(get, TestTimeout.Token);
        var token = FormToken().Match(await page.Content.ReadAsStringAsync(TestTimeout.Token)).Groups[1].Value;
        using var post = Request(HttpMethod.Post, path, cookie);
        post.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Select(set => set.Split(';')[0]));
        post.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await client.SendAsync(post, TestTimeout.Token);
    }

    /// <summary>Signs in with a token and returns the cookie as the response sets it.</summary>
    public static async Task<string> SignInAsync(this HttpClient client, string token)
    {
        using var response = await client.PostFormAsync("/signin", null, ("token", token));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return Assert.Single(response.Headers.GetValues("Set-Cookie"));
    }

    /// <summary>Sends a request with a cookie.</summary>
    public static async Task<HttpResponseMessage> SendWithCookieAsync(this HttpClient client, HttpMethod method, string path, string cookie, string? json = null)
    {
        using var request = Request(method, path, cookie);
        if (json is not null)
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? cookie)
    {
        var request = new HttpRequestMessage(method, path);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
        return request;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex FormToken();
}
