using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using StockTicker.Tests.Hosting;
using StockTicker.Tests.Streaming;

namespace StockTicker.Tests.Security;

/// <summary>Which issuers are trusted, set only by configuration.</summary>
[Trait("Category", "Slow")]
public sealed partial class TokenConfigurationTests
{
    [Fact]
    public async Task Without_a_key_in_Development_the_console_prints_a_token_that_can_publish()
    {
        await using var application = ApplicationProcess.Start();
        using var client = await application.ConnectAsync();
        await Eventually.TrueAsync(() => Printed().IsMatch(application.Output));
        client.As(Printed().Match(application.Output).Value.Trim());

        using var published = await client.PostAsync("/broadcast/notices", Json("""{"message":1}"""), TestTimeout.Token);
        await using var own = await EventReader.OpenAsync(client, "/stream/me");

        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        Assert.Equal("""{"id":"operator","name":"Operator"}""", (await own.NextAsync()).Data.GetProperty("user").GetRawText());
    }

    [Fact]
    public async Task Without_a_key_in_Production_tokens_are_rejected_and_a_log_line_says_what_to_configure()
    {
        await using var application = ApplicationProcess.StartAssembly(ApplicationProcess.BuiltAssembly, "Production");
        using var client = await application.ConnectAsync();
        client.As(ForgedToken.Of("ada"));

        foreach (var path in new[] { "/stream/me", "/me/watchlist" })
        {
            using var response = await client.GetAsync(path, TestTimeout.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
        using var published = await client.PostAsync("/broadcast/notices", Json("""{"message":1}"""), TestTimeout.Token);
        using var page = await client.GetAsync("/", TestTimeout.Token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (published.StatusCode, page.StatusCode));
        var line = Assert.Single(application.Output.Split('\n'), line => line.Contains("Authentication:Schemes:Bearer", StringComparison.Ordinal));
        Assert.Contains("SigningKeys:0:Value", line, StringComparison.Ordinal);
        Assert.DoesNotMatch(Printed(), application.Output);
    }

    [Theory]
    [InlineData("SigningKeys:0:Value", "c2hvcnQ=", "at least 32 bytes", false)]
    [InlineData("SigningKeys:0:Value", "not base64 at all!", "in base64", false)]
    [InlineData("Authority", "login.example.com", "like https://login.example.com", true)]
    [InlineData("Authority", "http://login.example.com", "like https://login.example.com", true)]
    public async Task An_invalid_setting_fails_startup_with_one_line_that_hides_keys(string key, string value, string right, bool isShown)
    {
        await using var application = ApplicationProcess.Start(
            $"--Authentication:Schemes:Bearer:{key}={value}", "--Authentication:Schemes:Bearer:ValidAudience=a");

        Assert.Equal(1, await application.ExitAsync());
        var line = Assert.Single(application.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"StockTicker cannot start: Authentication:Schemes:Bearer:{key} is ", line, StringComparison.Ordinal);
        Assert.Contains(right, line, StringComparison.Ordinal);
        Assert.Equal(isShown, line.Contains($"'{value}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tokens_from_dotnet_user_jwts_are_accepted()
    {
        var home = Directory.CreateTempSubdirectory("stockticker-home-");
        try
        {
            // The tool writes to the settings of a project, so it gets a project of its own.
            var project = home.CreateSubdirectory("project");
            await File.WriteAllTextAsync(Path.Combine(project.FullName, "p.csproj"), """
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><UserSecretsId>stockticker</UserSecretsId></PropertyGroup>
                </Project>
                """, TestTimeout.Token);
            File.Copy(
                Path.Combine(ApplicationProcess.Repository, "StockTicker.Web", "appsettings.Development.json"),
                Path.Combine(project.FullName, "appsettings.Development.json"));
            var launch = project.CreateSubdirectory("Properties");
            File.Copy(
                Path.Combine(ApplicationProcess.Repository, "StockTicker.Web", "Properties", "launchSettings.json"),
                Path.Combine(launch.FullName, "launchSettings.json"));

            var token = await RunUserJwtsAsync(home.FullName, project.FullName);

            using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(project.FullName, "appsettings.Development.json"), TestTimeout.Token));
            var bearer = settings.RootElement.GetProperty("Authentication").GetProperty("Schemes").GetProperty("Bearer");
            var audiences = bearer.GetProperty("ValidAudiences").EnumerateArray().Select((value, i) => $"--Authentication:Schemes:Bearer:ValidAudiences:{i}={value}");
            await using var application = ApplicationProcess.StartAtHome(
                home.FullName, [$"--Authentication:Schemes:Bearer:ValidIssuer={bearer.GetProperty("ValidIssuer")}", .. audiences]);
            using var client = await application.ConnectAsync();
            client.As(token);
            using var published = await client.PostAsync("/broadcast/notices", Json("""{"message":1}"""), TestTimeout.Token);
            await using var own = await EventReader.OpenAsync(client, "/stream/me");

            Assert.Equal(HttpStatusCode.OK, published.StatusCode);
            Assert.Equal("""{"id":"grace","name":"grace"}""", (await own.NextAsync()).Data.GetProperty("user").GetRawText());
            // Without a configured path, data is stored in the user's folder.
            var folder = Path.Combine(home.FullName, ".local", "share", "StockTicker");
            Assert.True(File.Exists(Path.Combine(folder, "stockticker.db")));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_OpenID_Connect_authority_needs_only_configuration()
    {
        using var key = RSA.Create(2048);
        await using var authority = await StartAuthorityAsync(key);
        var address = authority.Urls.First();
        await using var application = new TickerApplication(
            $"Authentication:Schemes:Bearer:Authority={address}", "Authentication:Schemes:Bearer:RequireHttpsMetadata=false",
            "Authentication:Schemes:Bearer:ValidAudience=stockticker");

        var good = Sign(new RsaSecurityKey(key) { KeyId = "one" }, SecurityAlgorithms.RsaSha256);
        using var client = application.Connect().As(good);
        await using var own = await EventReader.OpenAsync(client, "/stream/me");
        Assert.Equal("""{"id":"lin","name":"Lin"}""", (await own.NextAsync()).Data.GetProperty("user").GetRawText());

        // The public key of the authority must not be accepted as a symmetric key.
        var publicKey = new SymmetricSecurityKey(key.ExportSubjectPublicKeyInfo()) { KeyId = "one" };
        using var other = RSA.Create(2048);
        foreach (var bad in new[] { Sign(publicKey, SecurityAlgorithms.HmacSha256), Sign(new RsaSecurityKey(other) { KeyId = "one" }, SecurityAlgorithms.RsaSha256) })
        {
            using var refused = await client.As(bad).GetAsync("/me/watchlist", TestTimeout.Token);
            Assert.StartsWith("Bearer error=\"invalid_token\"", Assert.Single(refused.Headers.WwwAuthenticate).ToString(), StringComparison.Ordinal);
        }

        string Sign(SecurityKey with, string algorithm) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = address,
            Audience = "stockticker",
            Expires = DateTime.UtcNow.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = "lin", ["name"] = "Lin" },
            SigningCredentials = new SigningCredentials(with, algorithm),
        });
    }

    private static async Task<WebApplication> StartAuthorityAsync(RSA key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var authority = builder.Build();
        authority.MapGet("/.well-known/openid-configuration", (HttpRequest request) => Results.Json(new
        {
            issuer = $"http://{request.Host}",
            jwks_uri = $"http://{request.Host}/keys",
        }));
        var parameters = key.ExportParameters(includePrivateParameters: false);
        authority.MapGet("/keys", () => Results.Json(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA", use = "sig", alg = "RS256", kid = "one",
                    n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent),
                },
            },
        }));
        await authority.StartAsync(TestTimeout.Token);
        return authority;
    }

    private static async Task<string> RunUserJwtsAsync(string home, string project)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "user-jwts", "create", "--project", project, "--name", "grace", "--scope", "broadcast", "--output", "token" },
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = home, ["DOTNET_NOLOGO"] = "1", ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1" },
        };
        using var tool = Process.Start(start)!;
        var output = await tool.StandardOutput.ReadToEndAsync(TestTimeout.Token);
        await tool.WaitForExitAsync(TestTimeout.Token);
        Assert.True(tool.ExitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Single(line => line.StartsWith("ey", StringComparison.Ordinal)).Trim();
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    [GeneratedRegex(@"^ey[\w-]+\.[\w-]+\.[\w-]+", RegexOptions.Multiline)]
    private static partial Regex Printed();
}
