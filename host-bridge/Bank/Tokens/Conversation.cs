namespace PaymentCode.Bank.Tokens;

/// <summary>The bank's talk with one board in the background: it sleeps between its questions until its time or until somebody wakes it.</summary>
internal sealed class Conversation
{
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended { get; private set; } = Task.CompletedTask;

    public bool IsWoken => _woken.Task.IsCompleted;

    public void Run(Func<Task> talk) => Ended = Task.Run(talk);

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
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(_woken.Task, Task.Delay(wait, time, over.Token));
        await over.CancelAsync();
    }
}
