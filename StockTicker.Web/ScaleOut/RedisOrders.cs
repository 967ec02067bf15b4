using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using StockTicker.Web.Security;

namespace StockTicker.Web.ScaleOut;

/// <summary>Orders by Redis's publish and subscribe.</summary>
internal sealed class RedisOrders(RedisConnection redis, MarketLease lease, SignOuts signOuts) : IOrders
{
    private const string Ask = "ask";
    private const string Answered = "answer";
    private const string SignOut = "sign-out";

    private readonly ConcurrentDictionary<string, Question> _questions = [];
    private readonly ConcurrentDictionary<string, Func<string, Task<string?>>> _answers = [];

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public event Action<string, string>? Received;

    /// <inheritdoc/>
    public event Action? Restored;

    /// <summary>Begins to receive orders.</summary>
    public async Task StartAsync()
    {
        await redis.Subscriber.SubscribeAsync(redis.Orders, (_, message) => Receive(message.ToString()));
        redis.SubscriberRestored += () =>
        {
            signOuts.Reload();
            Restored?.Invoke();
        };
        signOuts.Added += (signIn, expires) => _ = TellAsync(SignOut, $"{expires.ToUnixTimeSeconds()} {signIn}");
    }

    /// <inheritdoc/>
    public async Task TellAsync(string kind, string argument)
    {
        try
        {
            await redis.Subscriber.PublishAsync(redis.Orders, JsonSerializer.Serialize(new Order(lease.Owner, kind, argument)));
        }
        catch (Exception fault) when (RedisConnection.IsUnavailable(fault))
        {
            // The others read everything again when they are connected.
        }
    }

    /// <inheritdoc/>
    public void Answer(string kind, Func<string, Task<string?>> answer) => _answers[kind] = answer;

    /// <summary>Asks all other instances. Their answers arrive until the question is disposed.</summary>
    public async Task<Question> AskAsync(string kind, string argument)
    {
        var question = new Question(done => _questions.TryRemove(done.Id, out _));
        _questions[question.Id] = question;
        await TellAsync(Ask, $"{question.Id} {kind} {argument}");
        return question;
    }

    private void Receive(string message)
    {
        if (JsonSerializer.Deserialize<Order>(message) is not { } order || order.From == lease.Owner)
            return;
        var words = order.Argument.Split(' ', 3);
        switch (order.Kind)
        {
            case Ask when _answers.TryGetValue(words[1], out var answer):
                _ = AnswerAsync(words[0], answer(words[2]));
                break;
            case Answered when _questions.TryGetValue(words[0], out var question):
                question.Add(order.From, order.Argument[(words[0].Length + 1)..]);
                break;
            case SignOut:
                var end = order.Argument.IndexOf(' ', StringComparison.Ordinal);
                signOuts.Note(order.Argument[(end + 1)..], DateTimeOffset.FromUnixTimeSeconds(long.Parse(order.Argument[..end], CultureInfo.InvariantCulture)));
                break;
            default:
                Received?.Invoke(order.Kind, order.Argument);
                break;
        }
    }

    private async Task AnswerAsync(string question, Task<string?> answering)
    {
        if (await answering is { } answer)
            await TellAsync(Answered, $"{question} {answer}");
    }

    private sealed record Order(string From, string Kind, string Argument);
}
