using StockTicker.Web.Hosting;

namespace StockTicker.Tests.Starting;

/// <summary>Addresses to listen on. What the server does not understand, it replaces by all interfaces or by port 80.</summary>
public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://localhost:5000")]
    [InlineData("http://app.localhost:5000")]
    [InlineData("HTTP://127.0.0.1:0")]
    [InlineData("https://10.0.0.5")]
    [InlineData("http://[::1]:5000")]
    [InlineData("http://[::]:65535/")]
    [InlineData("http://*:80")]
    [InlineData("http://+:80;https://0.0.0.0:443")]
    [InlineData("http://unix:/run/stockticker.sock")]
    [InlineData(" http://localhost:5000 ; http://localhost:5001;")]
    public void Valid_addresses_are_accepted(string addresses) => Assert.True(ListenAddress.AreValid(addresses));

    [Theory]
    [InlineData("http://127.0.0.1:abc")]
    [InlineData("http://127.0.0.1:")]
    [InlineData("http://127.0.0.1:-1")]
    [InlineData("http://127.0.0.1:5000x")]
    [InlineData("http://127.0.0.1:65536")]
    [InlineData("http://127.0.0.256:5000")]
    [InlineData("http://127.0.0:5000")]
    [InlineData("http://127.1:5000")]
    [InlineData("http://locahost:5000")]
    [InlineData("http://localhost:abc")]
    [InlineData("http://[::1:5000")]
    [InlineData("http://[::g]:5000")]
    [InlineData("http://::1:abc")]
    [InlineData("http://*:abc")]
    [InlineData("http://:5000")]
    [InlineData("http://")]
    [InlineData("http://localhost:5000/app")]
    [InlineData("http://user@localhost:5000")]
    [InlineData("localhost:5000")]
    [InlineData("5000")]
    [InlineData("ftp://localhost:5000")]
    [InlineData("http:/localhost:5000")]
    [InlineData("http://unix:/")]
    [InlineData("http://localhost:5000,http://localhost:5001")]
    [InlineData("http://localhost:5000;nonsense")]
    public void Invalid_addresses_are_rejected(string addresses) => Assert.False(ListenAddress.AreValid(addresses));

    [Theory]
    [InlineData("8080", true)]
    [InlineData("0; 65535", true)]
    [InlineData("abc", false)]
    [InlineData("8080,8081", false)]
    [InlineData("65536", false)]
    [InlineData("-1", false)]
    public void Ports_are_whole_numbers(string ports, bool areValid) => Assert.Equal(areValid, ListenAddress.ArePorts(ports));
}
