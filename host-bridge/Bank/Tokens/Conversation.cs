namespace PaymentCode.Bank.Tokens;

/// <summary>The bank's talk with one board in the background: it sleeps between its questions until its time or until somebody wakes it.</summary>
internal sealed class Conversation
{
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended { get; private set; } = Task.CompletedTask;

    public bool IsWoken => _woken.Task.IsCompleted;

    public void Run(TaskScheduler background, Func<Task> talk) => Ended = background.Start(talk);

    public void Wake() => _woken.TrySetResult();

    /// <summary>From here on a call is one that has not been heard.</summary>
    public void Listen()
    {
        if (IsWoken)
        {
            _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task SleepAsync(TimeSpan wait, TimeProvider time, CancellationToken stopping)
    {
        // One task that a call, the time or the end completes: whoever waits for it goes on where he was.
        var woken = _woken;
        using var timer = time.CreateTimer(static woken => ((TaskCompletionSource)woken!).TrySetResult(), woken, wait, Timeout.InfiniteTimeSpan);
        using var end = stopping.Register(static woken => ((TaskCompletionSource)woken!).TrySetResult(), woken);
        await woken.Task;
    }
}
