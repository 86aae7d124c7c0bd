using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Tokens;

namespace PaymentCode.Bank.Terminals;

/// <summary>
/// Keeps the channels to the terminals' boards open and asks on them: every 500 ms while nothing happens, every 50 ms during a transaction (docs/PROTOCOLS.md section 8). One
/// conversation a board, begun when a bridge claims it. What is to be done is in the database, so a restarted bank goes on where it was.
/// </summary>
internal sealed class TerminalWatch : BackgroundWorker
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan NotInService = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Conversation> _conversations = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly BankDatabase _database;
    private readonly BoardTalk _talk;
    private readonly TokenHub _hub;
    private readonly OrderDriver _driver;
    private readonly TerminalEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger<TerminalWatch> _logger;
    private bool _started;

    public TerminalWatch(
        BankDatabase database, BoardTalk talk, TokenHub hub, OrderDriver driver, TerminalEvents events, TimeProvider time, TaskScheduler background,
        ILogger<TerminalWatch> logger)
        : base(background)
    {
        (_database, _talk, _hub, _driver, _events, _time, _logger) = (database, talk, hub, driver, events, time, logger);
        _hub.Claimed += Wake;
    }

    /// <summary>Says that a board was connected, or that something about its terminal changed.</summary>
    public void Wake(string serial)
    {
        lock (_lock)
        {
            if (_conversations.TryGetValue(serial, out var running))
            {
                running.Wake();
            }
            else if (_started && !_stopping.IsCancellationRequested)
            {
                var conversation = new Conversation();
                _conversations.Add(serial, conversation);
                conversation.Run(Background, () => TalkAsync(serial, conversation));
            }
        }
    }

    /// <summary>As <see cref="Wake"/>, for a terminal that may have no board.</summary>
    public void WakeFor(string? serial)
    {
        if (serial is not null)
        {
            Wake(serial);
        }
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        lock (_lock)
        {
            _started = true;
        }

        foreach (var serial in _hub.ClaimedSerials())
        {
            Wake(serial);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hub.Claimed -= Wake;
        Task[] ending;
        lock (_lock)
        {
            _stopping.Cancel();
            ending = [.. _conversations.Values.Select(conversation => conversation.Ended)];
        }

        await Task.WhenAll(ending);
    }

    private async Task TalkAsync(string serial, Conversation conversation)
    {
        var visit = new Visit(serial);
        var pause = FirstPause;
        while (!_stopping.IsCancellationRequested)
        {
            conversation.Listen();
            TimeSpan? wait = null;
            try
            {
                wait = await VisitAsync(visit);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                _logger.TerminalTalkFailed(serial, exception);
                visit.Close();
            }

            pause = wait is null ? (pause * 2 < LongestPause ? pause * 2 : LongestPause) : FirstPause;
            if (visit.IsOver && TryEnd(serial, conversation))
            {
                break;
            }

            await conversation.SleepAsync(wait ?? pause, _time, _stopping.Token);
        }

        visit.Close();
    }

    /// <summary>One question and what follows from the answer.</summary>
    /// <returns>How long to wait before the next; null if the terminal could not be reached.</returns>
    private async Task<TimeSpan?> VisitAsync(Visit visit)
    {
        var (board, terminal, configuration, unsettled) = await _database.ReadAsync(async transaction =>
        {
            var read = await TokenRecord.ReadAsync(transaction, visit.Serial);
            return await Terminal.FindByBoardAsync(transaction, visit.Serial) is { } found
                ? (read, found, await TerminalBoards.ConfigurationAsync(transaction, found), await TerminalOrder.UnsettledAsync(transaction, visit.Serial))
                : (read, null, [], []);
        });
        visit.IsOver = board is not { Kind: BoardKind.Terminal } || !_hub.IsClaimed(visit.Serial);

        // A terminal that may not work is only told what it has to know.
        var works = terminal?.State == Terminal.Authorised && board?.State == TokenState.Active;
        if (visit.IsOver || (!works && unsettled.Count == 0))
        {
            visit.Close();
            return NotInService;
        }

        if (!await OpenAsync(visit, works ? configuration : null))
        {
            return null;
        }

        var channel = visit.Channel!;
        if (await channel.NextEventAsync(board!.NewestEvent, _stopping.Token) is { } happened)
        {
            if (await _database.WriteAsync(transaction => _events.TakeAsync(transaction, terminal!.Id, visit.Serial, happened)))
            {
                return TimeSpan.Zero;
            }

            // It was told that the bank has this one: a fault there, which must not fill the audit log.
            visit.Close();
            return null;
        }

        foreach (var order in channel.IsLost ? [] : unsettled)
        {
            await _driver.StepAsync(order, channel, visit.Told, _stopping.Token);
        }

        return !channel.IsLost && unsettled.Count > 0 ? Busy : Idle;
    }

    private async Task<bool> OpenAsync(Visit visit, byte[]? configuration)
    {
        if (visit.Channel is { IsLost: true })
        {
            visit.Close();
        }

        visit.Channel ??= await TerminalChannel.TryOpenAsync(_talk, visit.Serial, _stopping.Token);
        if (visit.Channel is null)
        {
            return false;
        }

        if (configuration is not null && !configuration.AsSpan().SequenceEqual(visit.Configuration))
        {
            visit.Configuration = await visit.Channel.ConfigureAsync(configuration, _stopping.Token) ? configuration : [];
        }

        return !visit.Channel.IsLost;
    }

    /// <summary>Ends a conversation unless somebody has called since it last looked.</summary>
    private bool TryEnd(string serial, Conversation conversation)
    {
        lock (_lock)
        {
            return !conversation.IsWoken && _conversations.Remove(serial);
        }
    }

    /// <summary>What a conversation knows of the channel at hand; all of it may be lost without harm.</summary>
    private sealed class Visit(string serial)
    {
        public string Serial => serial;

        public TerminalChannel? Channel { get; set; }

        public byte[] Configuration { get; set; } = [];

        /// <summary>The newest directive that each order's terminal has proved to have, on this channel.</summary>
        public Dictionary<string, byte[]> Told { get; } = [];

        public bool IsOver { get; set; }

        public void Close()
        {
            Channel?.Close();
            Channel = null;
            Configuration = [];
            Told.Clear();
        }
    }
}
