using System.Globalization;
using System.Text;
using StockTicker.Tests.Hosting;

namespace StockTicker.Tests.Limits;

/// <summary>Creates valid requests and corrupts them in a few places. The same seed and number create the same request.</summary>
internal sealed class RequestMutator(int seed)
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "get", "G T", "PRI", "\0", "", new('A', 5000)];

    private static readonly string[] Paths =
    [
        "/", "/stream", "/stream/quotes,notices", "/stream/room-1", "/stream/me", "/stock-stream", "/protected-stream", "/quotes", "/quotes/AAPL",
        "/quotes/AAPL/candles?interval=5s&limit=10", "/quotes/AAPL/trades?limit=5", "/broadcast/notices", "/broadcast/room-1", "/market/step", "/stats",
        "/status", "/api", "/health/ready", "/openapi/v1.json", "/stocks/AAPL", "/js/stream/quote-stream.js", "/css/tokens.css", "/signin", "/me/watchlist", "/me/alerts",
        "/me/alerts/1", "/error/404", "/stream?symbols=AAPL,MSFT&interval=500&snapshot=false", "/?q=a&sector=Energy&sort=price&page=2", "/nowhere",
    ];

    private static readonly string[] Bits =
    [
        "%00", "%2e%2e/", "../", "//", "%", "%zz", "%ff%fe", "%c0%af", "\\", "?", "&", "=", "#", ";", ",", ",,,", "*", "@watchlist", "'", "\"", "<script>",
        "${jndi:x}", "%0d%0aSet-Cookie:a=b", "\u00e9", "%F0%9F%98%80", "-1", "0", "99999999999999999999", "1e9", "NaN", "null", " ", "\t", "\0", "\u007f",
        "1767623400000-1", "1767623400000-99999999", "9223372036854775807-9223372036854775807", "9223372036854775808-1", "0-0", "-0--1", "1-1-1", "01-01",
    ];

    private static readonly string[] HeaderNames =
    [
        "Last-Event-ID", "Authorization", "Cookie", "Accept", "Accept-Encoding", "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Origin",
        "Sec-Fetch-Site", "Sec-Fetch-Mode", "Content-Type", "Idempotency-Key", "X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override", "Host",
        "Connection", "Upgrade", "Expect", "Access-Control-Request-Method", "traceparent", "baggage", "Referer", "User-Agent", "Cache-Control", "Forwarded", "X y", "",
    ];

    private static readonly string[] HeaderValues =
    [
        "", "Bearer", "Bearer ", "Bearer x.y.z", "Bearer eyJhbGciOiJub25lIn0.e30.", "Basic YTpi", "text/html", "text/csv", "*/*;q=x", "gzip;q=2, identity;q=-1",
        "text/html;q=0.5, application/json", "W/\"x\"", "\"", "*", "bytes=0-0,5-", "bytes=-99999999999999999999", "null", "http://evil.example", "same-origin", "cross-site",
        "application/json", "application/json; charset=utf-7", "application/x-www-form-urlencoded", "multipart/form-data", "a=b; c=d; =; ;;", "close", "keep-alive, upgrade",
        "h2c", "100-continue", "00-00000000000000000000000000000000-0000000000000000-00", "::ffff:1.2.3.4", "1.2.3.4, 5.6.7.8", "\u00e9\u00fc", "a\tb",
    ];

    private static readonly string[] Bodies =
    [
        """{"message":1}""", """{"type":"notice","message":"x"}""", """{"updates":1}""", "[]", "{", "null", "\"\"", "{}", """{"type":"quotes","message":1}""",
        """{"symbols":["AAPL"]}""", """{"symbol":"AAPL","condition":"above","threshold":1}""", "a=b&c=d", """{"message":"\ud800"}""", """{"updates":-1}""", """{"updates":1e99}""",
    ];

    private readonly string[] _tokens = [.. Enumerable.Range(0, 40).Select(i => Tokens.Make("broadcast stats", $"operator-{i}"))];

    /// <summary>The request with this number.</summary>
    public MutatedRequest Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var method = random.Next(4) > 0 ? "GET" : Pick(random, Methods);
        var path = Pick(random, Paths);
        var version = random.Next(50) == 0 ? Pick(random, ["HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTTP/1.", "http/1.1", ""]) : "HTTP/1.1";
        var headers = new List<(string Name, string Value)> { ("Host", "localhost") };
        string? body = null;
        var isLying = false;
        if (path.StartsWith("/broadcast", StringComparison.Ordinal) || path.StartsWith("/market", StringComparison.Ordinal) || path.StartsWith("/me", StringComparison.Ordinal))
        {
            method = random.Next(5) > 0 ? "POST" : method;
            headers.Add(("Content-Type", "application/json"));
            body = Pick(random, Bodies);
        }
        if (random.Next(3) == 0)
            headers.Add(("Authorization", $"Bearer {Pick(random, _tokens)}"));
        for (var i = random.Next(4); i > 0; i--)
        {
            switch (random.Next(7))
            {
                case 0:
                    path = path.Insert(random.Next(path.Length + 1), Pick(random, Bits));
                    break;
                case 1:
                    path += (path.Contains('?', StringComparison.Ordinal) ? "&" : "?")
                        + Pick(random, ["symbols", "interval", "lastEventId", "last_event_id", "snapshot", "history", "limit", "access_token", "q"]) + "=" + Pick(random, Bits);
                    break;
                case 2:
                    headers.Add((Pick(random, HeaderNames), Pick(random, HeaderValues)));
                    break;
                case 3:
                    headers.Add(("Last-Event-ID", random.Next(20) == 0 ? new string('9', random.Next(15_000)) : Pick(random, Bits)));
                    break;
                case 4:
                    body = random.Next(20) == 0 ? new string('x', random.Next(200_000)) : Garble(random, body ?? Pick(random, Bodies));
                    break;
                case 5:
                    isLying = random.Next(3) == 0;
                    headers.Add(isLying
                        ? (Pick(random, ["Content-Length", "Transfer-Encoding"]), Pick(random, ["-1", "5", "99999999999", "chunked", "chunked, chunked", "gzip", "identity", "x"]))
                        : ("Cookie", $"stockticker={Pick(random, HeaderValues)}; {new string('c', random.Next(300))}"));
                    break;
                default:
                    headers.Add((Pick(random, HeaderNames), random.Next(30) == 0 ? new string('h', random.Next(40_000)) : Garble(random, Pick(random, HeaderValues))));
                    break;
            }
        }
        if (body is not null && !isLying)
            headers.Add(("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)));
        var text = new StringBuilder($"{method} {path} {version}\r\n");
        foreach (var (name, value) in headers)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return new MutatedRequest(text.Append("\r\n").Append(body).ToString(), method, version, isLying);
    }

    private static string Garble(Random random, string text)
    {
        var garbled = new StringBuilder(text);
        for (var i = random.Next(3) + 1; i > 0; i--)
        {
            if (garbled.Length == 0 || random.Next(2) == 0)
                garbled.Insert(random.Next(garbled.Length + 1), (char)random.Next(256));
            else
                garbled[random.Next(garbled.Length)] = (char)random.Next(256);
        }
        return garbled.ToString();
    }

    private static T Pick<T>(Random random, T[] all) => all[random.Next(all.Length)];
}

/// <summary>A request to send.</summary>
/// <param name="Text">The text, in which each character is a byte.</param>
/// <param name="IsLying">Whether it may announce more bytes than it sends.</param>
internal sealed record MutatedRequest(string Text, string Method, string Version, bool IsLying);
