using System.Runtime.CompilerServices;
using StockTicker.Domain;

namespace StockTicker.Tests.Domain;

/// <summary>
/// Invariants of every quote and trade in any market. It keeps its own totals of the session and checks every
/// move against them.
/// </summary>
internal sealed class MarketInvariants(InstrumentCatalog instruments)
{
    private readonly Session[] _sessions = [.. instruments.Select(_ => new Session())];

    public long Quotes { get; private set; }

    public void Check(MarketMove move)
    {
        var trades = move.Trades.AsSpan();
        var lastIndex = -1;
        foreach (var quote in move.Quotes)
        {
            Holds(quote.Instrument.Index > lastIndex, quote);
            lastIndex = quote.Instrument.Index;
            Holds(ReferenceEquals(quote.Instrument, instruments[lastIndex]), quote);

            // Trades are in the order of the quotes.
            var count = 0;
            while (count < trades.Length && ReferenceEquals(trades[count].Instrument, quote.Instrument))
                count++;
            CheckQuote(quote, trades[..count], move.Time, _sessions[lastIndex]);
            trades = trades[count..];
            Quotes++;
        }
        Assert.Equal(0, trades.Length);
    }

    private static void CheckQuote(Quote quote, ReadOnlySpan<Trade> trades, DateTimeOffset time, Session session)
    {
        var tick = quote.Instrument.TickSize;
        Holds(trades.Length >= 1, quote);
        foreach (var trade in trades)
        {
            Holds(trade.Size >= 1, quote);
            Holds(trade.Time == time, quote);
            Holds(trade.Price == quote.Bid || trade.Price == quote.Ask, quote);
            session.Add(trade);
        }

        Holds(quote.Time == time, quote);
        Holds(quote.Price == trades[^1].Price, quote);
        Holds(quote.Bid >= tick, quote);
        Holds(quote.Bid < quote.Ask, quote);
        Holds(quote.Bid <= quote.Price && quote.Price <= quote.Ask, quote);
        Holds(quote.Ask <= int.MaxValue * tick, quote);
        Holds(quote.BidSize >= 100 && quote.BidSize % 100 == 0, quote);
        Holds(quote.AskSize >= 100 && quote.AskSize % 100 == 0, quote);
        Holds(quote.Open == session.Open, quote);
        Holds(quote.High == session.High, quote);
        Holds(quote.Low == session.Low, quote);
        Holds(quote.Low <= quote.Price && quote.Price <= quote.High, quote);
        Holds(quote.Volume == session.Volume, quote);
        Holds(quote.Low <= quote.Vwap && quote.Vwap <= quote.High, quote);
        Holds(quote.Vwap == TickSize.Round(session.Notional / session.Volume, tick), quote);
        Holds(quote.Change == quote.Price - quote.Instrument.PreviousClose, quote);

        OnTick(quote.Price);
        OnTick(quote.Bid);
        OnTick(quote.Ask);
        OnTick(quote.Open);
        OnTick(quote.High);
        OnTick(quote.Low);
        OnTick(quote.Vwap);

        void OnTick(decimal? price) => Holds(price!.Value.Scale == tick.Scale && price % tick == 0, quote);
    }

    private static void Holds(bool rule, Quote quote, [CallerArgumentExpression(nameof(rule))] string text = "")
    {
        if (!rule)
            Assert.Fail($"{text} does not hold of {quote}");
    }

    private sealed class Session
    {
        public decimal Open { get; private set; }

        public decimal High { get; private set; } = decimal.MinValue;

        public decimal Low { get; private set; } = decimal.MaxValue;

        public decimal Volume { get; private set; }

        public decimal Notional { get; private set; }

        public void Add(in Trade trade)
        {
            if (Volume == 0)
                Open = trade.Price;
            High = Math.Max(High, trade.Price);
            Low = Math.Min(Low, trade.Price);
            Volume += trade.Size;
            Notional += trade.Price * trade.Size;
        }
    }
}
