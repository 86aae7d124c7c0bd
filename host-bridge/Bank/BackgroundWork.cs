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
