using PaymentCode.Bank.Customers;
using PaymentCode.Bank.PaymentKeys;
using PaymentCode.Bank.Storage;
using PaymentCode.Bank.Terminals;

namespace PaymentCode.Bank.Withdrawals;

/// <summary>
/// Frees the holds of reservations and of orders whose time is over and forgets what has no use any more. Whether something has expired is decided where
/// it is used, by the clock; this only tidies up after it, and it never touches money in transit.
/// </summary>
internal sealed class Housekeeping : BackgroundWorker
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly BankDatabase _database;
    private readonly LogIn _logIn;
    private readonly Reservations _reservations;
    private readonly TerminalEvents _orders;
    private readonly Throttle _throttle;
    private readonly TimeProvider _time;
    private readonly ILogger<Housekeeping> _logger;

    public Housekeeping(
        BankDatabase database, LogIn logIn, Reservations reservations, TerminalEvents orders, Throttle throttle, TimeProvider time,
        TaskScheduler background, ILogger<Housekeeping> logger)
        : base(background) =>
        (_database, _logIn, _reservations, _orders, _throttle, _time, _logger) = (database, logIn, reservations, orders, throttle, time, logger);

    /// <summary>One round.</summary>
    public async Task RunOnceAsync()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var over = await _database.ReadAsync(transaction => transaction.ListAsync<string>(
            """
            SELECT reference FROM withdrawals
            WHERE state IN ('reserved', 'asked', 'confirmed') AND expires_at <= @now ORDER BY expires_at LIMIT 1000
            """, new { now }));
        foreach (var reference in over)
        {
            await _database.WriteAsync(transaction => _reservations.ExpireAsync(transaction, reference));
        }

        var late = await _database.ReadAsync(transaction => transaction.ListAsync<string>(
            """
            SELECT reference FROM terminal_orders
            WHERE state IN ('begun', 'token', 'asked', 'password', 'confirm', 'other-device') AND deadline <= @now ORDER BY deadline LIMIT 1000
            """, new { now }));
        foreach (var reference in late)
        {
            await _database.WriteAsync(transaction => _orders.ExpireAsync(transaction, reference));
        }

        await _database.WriteAsync(async transaction =>
        {
            await Code.ForgetCancelsAsync(transaction, now);
            await _logIn.ForgetAsync(transaction);
            await _throttle.ForgetAsync(transaction);
            await PaymentBatch.ForgetAsync(transaction, now);
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, _time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await RunOnceAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _logger.HousekeepingFailed(exception);
            }
        }
    }
}
