using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StockTicker.Domain;
using StockTicker.Web.Market;

namespace StockTicker.Web.ScaleOut;

/// <summary>The settings of the market that all instances must have in common. The first instance decides.</summary>
internal sealed class SharedMarket
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);

    /// <summary>Reads the settings, or writes those of this instance.</summary>
    /// <exception cref="OptionsValidationException">The settings of this instance are different from those of instances that are running.</exception>
    public SharedMarket(RedisConnection redis, IOptions<MarketOptions> options)
    {
        var market = options.Value;
        Seed = market.Seed ?? Random.Shared.Next();
        try
        {
            Agree(redis, market);
            IsOpen = redis.Database.KeyExists(redis.KeyOf("checkpoint"));
        }
        catch (RedisException failed)
        {
            throw ScaleOutOptions.Unusable(redis.Endpoints, $"which cannot be used: {failed.Message}");
        }
    }

    /// <summary>Whether there is a market to join, which replaces that of this process.</summary>
    public bool IsOpen { get; }

    /// <summary>The random seed of all instances.</summary>
    public int Seed { get; private set; }

    private void Agree(RedisConnection redis, MarketOptions market)
    {
        var key = redis.KeyOf("market");
        HashEntry[] wanted =
        [
            new("Instruments", market.Instruments),
            new("List", market.Listed is { } listed ? $"a list with the digest {DigestOf(listed)}" : "none"),
            new("UpdateInterval", market.UpdateInterval.ToString("c", CultureInfo.InvariantCulture)),
            new("QuotesPerUpdate", market.QuotesPerUpdate),
            new("Clock", market.Clock == MarketClockKind.Manual ? "manual" : "system"),
            new("Start", market.Clock == MarketClockKind.Manual ? $"{market.Start:O}" : "none"),
            new("Seed", Seed),
        ];
        for (var attempt = 0; ; attempt++)
        {
            // The first to write the seed decides, and writes the rest at once.
            var first = redis.Database.CreateTransaction();
            first.AddCondition(Condition.KeyNotExists(key));
            _ = first.HashSetAsync(key, wanted);
            if (first.Execute())
                return;
            var found = redis.Database.HashGetAll(key).ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString());
            var different = wanted.FirstOrDefault(entry =>
                found.GetValueOrDefault(entry.Name!) != entry.Value.ToString() && (entry.Name != "Seed" || market.Seed is not null));
            if (different.Name.IsNull && found.TryGetValue("Seed", out var seed) && int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var shared))
            {
                Seed = shared;
                return;
            }
            if (attempt > 0 || IsInUse(redis))
            {
                throw new OptionsValidationException(ScaleOutOptions.Section, typeof(MarketOptions),
                [
                    $"{MarketOptions.Section}:{different.Name} is '{different.Value}', but instances that use {ScaleOutOptions.Section}:Redis at {redis.Endpoints} with "
                        + $"the same key have '{found.GetValueOrDefault(different.Name.ToString())}'. Use the same value, or another {ScaleOutOptions.Section}:Key.",
                ]);
            }
            // Nobody uses the old market, whose log would not fit. Its ids are not used again.
            redis.Database.KeyDelete([key, redis.KeyOf("quotes"), redis.KeyOf("channels"), redis.KeyOf("checkpoint"), redis.KeyOf("volatility")]);
        }
    }

    // What a list of instruments has in common with another, whatever the files look like.
    private static string DigestOf(InstrumentCatalog instruments)
    {
        var text = string.Join('\n', instruments.Select(one => string.Create(CultureInfo.InvariantCulture,
            $"{one.Symbol}|{one.Name}|{one.Sector}|{one.Currency}|{one.TickSize}|{one.PreviousClose}|{one.SharesOutstanding}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    // Instances report every second.
    private static bool IsInUse(RedisConnection redis)
    {
        var before = redis.Database.HashGetAll(redis.KeyOf("instances"));
        if (before.Length == 0)
            return false;
        Thread.Sleep(Silence);
        return !redis.Database.HashGetAll(redis.KeyOf("instances")).ToHashSet().SetEquals(before);
    }
}
