using System.Collections.Concurrent;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>
/// Talks to the tokens in the background: cancels what is void, asks for what waits, and asks how it stands until a protected answer settles it. One
/// conversation a token. What is due is in the database, so a restarted bank goes on where it was; a nonce asked again resumes at the token.
/// </summary>
internal sealed class CodeWorker : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PollSilent = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Task> _conversations = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentQueue<string> _due = new();
    private readonly ICodeChannel _channel;
    private readonly BankDatabase _database;
    private readonly CodeReplies _replies;
    private readonly TimeProvider _time;
    private readonly ILogger<CodeWorker> _logger;

    public CodeWorker(ICodeChannel channel, BankDatabase database, CodeReplies replies, TimeProvider time, ILogger<CodeWorker> logger) =>
        (_channel, _database, _replies, _time, _logger) = (channel, database, replies, time, logger);

    /// <summary>Says that something is due at a token.</summary>
    public void Wake(string serial)
    {
        _due.Enqueue(serial);
        _wake.Release();
    }

    /// <summary>Says that something may be due at the token that was asked for a reservation's code.</summary>
    public async Task WakeForAsync(string reference)
    {
        if (await _database.ReadAsync(transaction => Code.NewestAsync(transaction, reference)) is { } code)
        {
            Wake(code.TokenSerial);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var left = await _database.ReadAsync(transaction => transaction.ListAsync<string>(
            "SELECT DISTINCT token_serial FROM codes WHERE state = 'asked' OR cancel_due > 0 LIMIT 100000"));
        foreach (var serial in left)
        {
            Wake(serial);
        }

        while (true)
        {
            await _wake.WaitAsync(stoppingToken);
            while (_due.TryDequeue(out var serial))
            {
                Start(serial, stoppingToken);
            }
        }
    }

    private void Start(string serial, CancellationToken stopping)
    {
        if (!_conversations.TryGetValue(serial, out var running) || running.IsCompleted)
        {
            _conversations[serial] = TalkAsync(serial, stopping);
        }
    }

    private async Task TalkAsync(string serial, CancellationToken stopping)
    {
        // The nonce that the token is known to have taken; it is lost with a restart, which does no harm.
        long? taken = null;
        while (!stopping.IsCancellationRequested)
        {
            var wait = PollSilent;
            try
            {
                var due = await _database.ReadAsync(transaction => Code.DueAsync(transaction, serial));
                if (due.Count == 0)
                {
                    break;
                }

                (wait, taken) = await StepAsync(due, taken, stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.TokenTalkFailed(serial, exception);
            }

            await Task.Delay(wait, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Somebody may have called between the last look and here.
        _conversations.TryRemove(serial, out _);
        if (!stopping.IsCancellationRequested && (await _database.ReadAsync(transaction => Code.DueAsync(transaction, serial))).Count > 0)
        {
            Wake(serial);
        }
    }

    private async Task<(TimeSpan Wait, long? Taken)> StepAsync(IReadOnlyList<Code> due, long? taken, CancellationToken stopping)
    {
        foreach (var cancelled in due.Where(code => code.CancelDue > 0))
        {
            var answer = await _channel.CancelAsync(cancelled.TokenSerial, (uint)cancelled.Nonce, stopping);
            if (answer.Kind is TokenReplyKind.NotConnected)
            {
                break;
            }

            var settled = answer.Kind is not TokenReplyKind.Unknown and not TokenReplyKind.Refused;
            await _database.WriteAsync(transaction => cancelled.CancelTriedAsync(transaction, settled));
        }

        var asked = due.LastOrDefault(code => code.State == Code.Asked);
        if (asked is null)
        {
            return (PollSilent, taken);
        }

        var reply = taken == asked.Nonce
            ? await _channel.GetStatusAsync(asked.TokenSerial, (uint)asked.Nonce, stopping)
            : await _channel.GenerateCodeAsync(asked.TokenSerial, asked.Parse(), stopping);
        if (CodeReplies.IsNews(asked, reply))
        {
            await _database.WriteAsync(transaction => _replies.TakeAsync(transaction, asked, reply));
        }

        return reply.Kind is TokenReplyKind.Pending ? (Poll, asked.Nonce) : (PollSilent, null);
    }
}
