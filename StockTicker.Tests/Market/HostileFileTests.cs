using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StockTicker.Domain;
using StockTicker.Tests.Hosting;
using StockTicker.Web.Market.Lists;
using StockTicker.Web.Market.Replay;

namespace StockTicker.Tests.Market;

/// <summary>Files that are not what they should be end neither the market nor the process, and each gets a message.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Header = "time,symbol,price,size,bid,ask\n";

    private static readonly string Valid = Header + string.Concat(
        Enumerable.Range(0, 200).Select(second => $"{1767623400 + second},S{second % 5},{100 + second}.25,{second},99.5,100.5\n"));

    private readonly MarketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static readonly TheoryData<string, byte[]> Kinds = new()
    {
        { "truncated gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3] },
        { "wrong encoding", [.. Header.Select(c => (byte)c), .. "1767623400,\xE4\xF6\xFC,1,1,,\n"u8] },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes(Valid) },
        { "quotes inside quotes", Encoding.UTF8.GetBytes(Header + "1767623400,\"A\"\"B\"\"\",1,1,,\n\"1767623401,A,1,1,,\n") },
        { "a line of 1 MB", Encoding.UTF8.GetBytes(Header + new string('x', 1_000_000) + "\n") },
        { "NUL", Encoding.UTF8.GetBytes(Header + "1767623400,A\0B,1,1,,\n\0\0\0\n") },
        { "duplicate headers", Encoding.UTF8.GetBytes("time,time,symbol,price\n1767623400,x,A\n") },
        { "mixed date formats", Encoding.UTF8.GetBytes(Header + "01/02/2026,A,1,1,,\n1.2.2026,A,1,1,,\n2026-01-05,A,1,1,,\n") },
        { "a ZIP archive", [(byte)'P', (byte)'K', 3, 4, .. Encoding.UTF8.GetBytes(Valid)] },
        { "numbers out of range", Encoding.UTF8.GetBytes(Header + "1767623400,A,79228162514264337593543950335,1,,\n1767623400,A,1e300,1,,\n99999999999999999999,A,1,1,,\n1767623400,A,NaN,Infinity,,\n") },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_hostile_file_gets_a_message(string kind, byte[] content) =>
        Assert.True(MessagesOf(content) > 0, $"{kind}: no message.");

    [Fact]
    public void A_mark_and_line_ends_of_other_systems_are_no_problem()
    {
        byte[] content = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Valid.Replace("\n", "\r\n", StringComparison.Ordinal))];

        Assert.Equal(0, MessagesOf(content));
        Assert.Equal(0, MessagesOf([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Valid)]));
    }

    [Fact]
    public void A_hundred_mutated_files_are_read_to_the_end()
    {
        var random = TestSeed.CreateRandom();
        for (var i = 0; i < 100; i++)
        {
            var content = Encoding.UTF8.GetBytes(Valid);
            for (var change = random.Next(1, 40); change > 0; change--)
                content = Mutated(content, random);
            // Nothing but these ends it.
            _ = MessagesOf(content);
            _ = MessagesOf(content, "a.ndjson");
            _ = InstrumentFile.TryRead(_folder.Write("list", content), 1000, out var list, out var problem);
            Assert.True(list is not null || problem is { Length: > 0 } && !problem.Contains('\n', StringComparison.Ordinal));
        }
    }

    private static byte[] Mutated(byte[] content, Random random)
    {
        if (content.Length == 0)
            return [0];
        var at = random.Next(content.Length);
        switch (random.Next(6))
        {
            case 0:
                content[at] = (byte)random.Next(256);
                return content;
            case 1:
                return content[..Math.Max(at, 1)];
            case 2:
                return [.. content[..at], .. ",\"\n\r;\t\0"u8, .. content[at..]];
            case 3:
                return [.. content[..at], .. content[Math.Min(content.Length, at + random.Next(50))..]];
            case 4:
                var from = random.Next(content.Length);
                return [.. content[..at], .. content[from..Math.Min(content.Length, from + 100)], .. content[at..]];
            default:
                content[at] ^= (byte)(1 << random.Next(8));
                return content;
        }
    }

    // Reads a file as a replay does, up to the history, and returns how many messages there are.
    private long MessagesOf(byte[] content, string name = "a.csv")
    {
        var bad = new BadLines(false, NullLogger.Instance);
        try
        {
            using var tape = ReplayFiles.Open(_folder.Write(name, content), InstrumentCatalog.Empty, 100, default, bad);
            var opening = new MarketMove(default, [.. tape.Instruments.Select(instrument => Quote.Unquoted(instrument, default))], []);
            var book = new StockBook(tape.Instruments, opening);
            var history = new MarketHistory(tape.Instruments, opening);
            while (tape.NextTime is not null)
            {
                tape.Read();
                if (tape.Take(default) is { } move)
                    history.OnNext(book.Apply(move));
            }
        }
        catch (InvalidDataException fault)
        {
            Assert.NotEmpty(fault.Message);
            Assert.DoesNotContain("\n", fault.Message, StringComparison.Ordinal);
            return 1;
        }
        return bad.Count;
    }
}
