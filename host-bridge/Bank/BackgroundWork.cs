namespace PaymentCode.Bank;

/// <summary>Work that goes on by itself, on the scheduler of <see cref="BankOptions.Background"/>.</summary>
internal static class BackgroundWork
{
    /// <summary>Starts it.</summary>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="work">The work.</param>
    /// <returns>Ends with the work.</returns>
    public static Task Start(this TaskScheduler scheduler, Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
}

/// <summary>
/// Work that goes on as long as the bank. Unlike <see cref="BackgroundService"/>, which begins on the thread pool, it begins on <see cref="BankOptions.Background"/> and stays
/// there.
/// </summary>
internal abstract class BackgroundWorker : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Makes a worker that does not work yet.</summary>
    /// <param name="background">Where it works.</param>
    protected BackgroundWorker(TaskScheduler background) => Background = background;

    /// <summary>Where it works.</summary>
    protected TaskScheduler Background { get; }

    /// <summary>Begins to work.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = Background.Start(() => ExecuteAsync(_stopping.Token));
        return Task.CompletedTask;
    }

    /// <summary>Ends the work and waits for its end.</summary>
    public virtual async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Cancel();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc/>
    public virtual void Dispose() => _stopping.Dispose();

    /// <summary>The work.</summary>
    /// <param name="stopping">Ends it.</param>
    protected abstract Task ExecuteAsync(CancellationToken stopping);
}
