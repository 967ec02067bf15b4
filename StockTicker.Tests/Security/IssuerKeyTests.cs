using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Security;

namespace StockTicker.Tests.Security;

/// <summary>A key verifies only tokens of its issuer.</summary>
public sealed class IssuerKeyTests
{
    private const string Section = "Authentication:Schemes:Bearer";

    private static readonly byte[] OtherKey = [.. Enumerable.Repeat((byte)9, 32)];

    private static readonly string[] TwoIssuers =
    [
        "Market:Instruments=3", $"{Section}:ValidIssuer=tests", $"{Section}:ValidIssuers:0=other", $"{Section}:ValidIssuers:1=keyless",
        $"{Section}:SigningKeys:1:Issuer=other", $"{Section}:SigningKeys:1:Value={Convert.ToBase64String(OtherKey)}",
        // The issuer of this key is not valid.
        $"{Section}:SigningKeys:2:Issuer=unlisted", $"{Section}:SigningKeys:2:Value={Convert.ToBase64String(OtherKey)}",
    ];

    [Theory]
    [InlineData("tests", false, 200)]
    [InlineData("other", true, 200)]
    [InlineData("tests", true, 401)]
    [InlineData("other", false, 401)]
    [InlineData("keyless", false, 401)]
    [InlineData("keyless", true, 401)]
    [InlineData("unlisted", true, 401)]
    [InlineData("", false, 401)]
    public async Task A_token_must_be_signed_with_a_key_of_its_issuer(string issuer, bool isOtherKey, int status)
    {
        using var client = SharedApplications.With(TwoIssuers).Connect();
        var token = new ForgedToken { Issuer = issuer, Key = isOtherKey ? OtherKey : Tokens.Key };

        using var response = await client.As(token.ToString()).GetAsync("/me/alerts", TestTimeout.Token);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_in_Development_only_one_issuer_is_valid()
    {
        await using var application = new TickerApplication($"{Section}:SigningKeys:0:Value=", $"{Section}:ValidIssuers:0=other", "Market:Instruments=3");
        using var client = application.Connect();

        using var response = await client.As(ForgedToken.Of("ada")).GetAsync("/me/alerts", TestTimeout.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public void Two_keys_of_one_issuer_are_reported()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(Tokens.Settings.Concat(
            [$"{Section}:SigningKeys:1:Issuer=tests", $"{Section}:SigningKeys:1:Value={Convert.ToBase64String(OtherKey)}"])
            .Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1])).Build();

        var bad = Assert.Throws<OptionsValidationException>(() => new TokenSettings().Read(settings, new HostingEnvironment { EnvironmentName = "Production" }));

        Assert.Contains("2 keys for the issuer 'tests'", Assert.Single(bad.Failures), StringComparison.Ordinal);
    }
}
