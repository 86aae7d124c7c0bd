using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;
using PaymentCode.Core.Apdu;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>
/// Talks to the tokens in the background: cancels what is void, asks for what waits, and asks how it stands until a protected answer
/// settles it. One conversation a token. What is due is in the database, so a restarted bank goes on where it was; a nonce asked again
/// resumes at the token.
/// </summary>
internal sealed class CodeWorker : BackgroundWorker
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PollSilent = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollCancel = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollLongest = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Conversation> _conversations = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ICodeChannel _channel;
    private readonly BankDatabase _database;
    private readonly CodeReplies _replies;
    private readonly TimeProvider _time;
    private readonly ILogger<CodeWorker> _logger;

    public CodeWorker(ICodeChannel channel, BankDatabase database, CodeReplies replies, TimeProvider time, TaskScheduler background, ILogger<CodeWorker> logger)
        : base(background) =>
        (_channel, _database, _replies, _time, _logger) = (channel, database, replies, time, logger);

    /// <summary>Says that something is due at a token.</summary>
    public void Wake(string serial)
    {
        lock (_lock)
        {
            if (_conversations.TryGetValue(serial, out var running))
            {
                running.Wake();
                return;
            }

            var conversation = new Conversation();
            _conversations.Add(serial, conversation);
            conversation.Run(Background, () => TalkAsync(serial, conversation));
        }
    }

    /// <summary>Says that something may be due at the token that was asked for a reservation's code.</summary>
    public async Task WakeForAsync(string reference)
    {
        if (await _database.ReadAsync(transaction => Code.NewestAsync(transaction, reference)) is { } code)
        {
            Wake(code.TokenSerial);
        }
    }

    /// <summary>
    /// How long to wait after so many answers that a prompt is pending. Each question takes one of the 16.7 million channels that a token opens in its life, and
    /// keeps it from its button for a moment: where a prompt is left for a day the token is asked more and more seldom.
    /// </summary>
    internal static TimeSpan PatienceAfter(int pendingAnswers) =>
        TimeSpan.FromTicks((long)Math.Min(Poll.Ticks * Math.Pow(1.05, pendingAnswers), PollLongest.Ticks));

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var left = await _database.ReadAsync(transaction => transaction.ListAsync<string>(
            "SELECT DISTINCT token_serial FROM codes WHERE (state = 'asked' AND kind <> 'purchase') OR cancel_due > 0 LIMIT 100000"));
        foreach (var serial in left)
        {
            Wake(serial);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        Task[] ending;
        lock (_lock)
        {
            ending = [.. _conversations.Values.Select(conversation => conversation.Ended)];
        }

        await Task.WhenAll(ending);
    }

    private async Task TalkAsync(string serial, Conversation conversation)
    {
        // The nonce that the token is known to have taken; it is lost with a restart, which does no harm.
        long? taken = null;
        var pendingAnswers = 0;
        while (!_stopping.IsCancellationRequested)
        {
            conversation.Listen();
            var wait = PollSilent;
            try
            {
                var due = await _database.ReadAsync(transaction => Code.DueAsync(transaction, serial));
                if (due.Count == 0)
                {
                    if (TryEnd(serial, conversation))
                    {
                        return;
                    }

                    continue;
                }

                var before = taken;
                (wait, taken) = await StepAsync(due, taken);
                pendingAnswers = taken is not null && taken == before ? pendingAnswers + 1 : 0;
                wait = wait == Poll ? PatienceAfter(pendingAnswers) : wait;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.TokenTalkFailed(serial, exception);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }

            await conversation.SleepAsync(wait, _time, _stopping.Token);
        }
    }

    /// <summary>Ends a conversation unless somebody has called since it last looked.</summary>
    private bool TryEnd(string serial, Conversation conversation)
    {
        lock (_lock)
        {
            return !conversation.IsWoken && _conversations.Remove(serial);
        }
    }

    private async Task<(TimeSpan Wait, long? Taken)> StepAsync(IReadOnlyList<Code> due, long? taken)
    {
        var allSettled = true;
        foreach (var cancelled in due.Where(code => code.CancelDue > 0))
        {
            var answer = await _channel.CancelAsync(cancelled.TokenSerial, (uint)cancelled.Nonce, _stopping.Token);
            if (answer.Kind is TokenReplyKind.NotConnected or TokenReplyKind.Unknown)
            {
                allSettled = false;
                break;
            }

            // A token that holds the code takes no other before it has cancelled this one, so it is told until it proves that; one that
            // knows another nonce has nothing to cancel. Whoever forges that gains nothing: the code is dead at the bank.
            if (answer is { Kind: not TokenReplyKind.Refused } or { StatusWord: StatusWord.ReferencedDataNotFound })
            {
                await _database.WriteAsync(cancelled.CancelledAsync);
            }
            else
            {
                allSettled = false;
            }
        }

        var asked = due.LastOrDefault(code => code is { State: Code.Asked, Kind: not Code.OfPurchase });
        if (asked is null)
        {
            return (allSettled ? TimeSpan.Zero : PollCancel, taken);
        }

        var reply = taken == asked.Nonce
            ? await _channel.GetStatusAsync(asked.TokenSerial, (uint)asked.Nonce, _stopping.Token)
            : await _channel.GenerateCodeAsync(asked.TokenSerial, asked.Parse(), _stopping.Token);
        if (CodeReplies.IsNews(asked, reply))
        {
            await _database.WriteAsync(transaction => _replies.TakeAsync(transaction, asked, reply));
        }

        return reply.Kind switch
        {
            TokenReplyKind.Pending => (Poll, asked.Nonce),
            TokenReplyKind.Unknown or TokenReplyKind.Refused or TokenReplyKind.NotConnected => (PollSilent, null),
            _ => (TimeSpan.Zero, null),
        };
    }
}
