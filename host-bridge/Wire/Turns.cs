namespace PaymentCode.Wire;

/// <summary>
/// One at a time, in the order of asking. Whoever waits goes on where he was when his turn comes, and on no other thread, which a
/// <see cref="SemaphoreSlim"/> does not promise to those who may be cancelled.
/// </summary>
sealed class Turns
{
    readonly Lock _lock = new();
    readonly Queue<TaskCompletionSource> _waiting = new();
    bool _isTaken;

    /// <summary>Waits for the turn; disposing of it hands it on.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask<Turn> TakeAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return new Turn(this);
            }

            _waiting.Enqueue(turn);
        }

        using CancellationTokenRegistration given = cancellation.Register(() => turn.TrySetCanceled(cancellation));
        await turn.Task;
        return new Turn(this);
    }

    void HandOn()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out TaskCompletionSource? next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _isTaken = false;
        }
    }

    /// <summary>A turn, until it is disposed of.</summary>
    public readonly struct Turn : IDisposable
    {
        readonly Turns _turns;

        internal Turn(Turns turns) => _turns = turns;

        /// <summary>Hands it on.</summary>
        public void Dispose() => _turns.HandOn();
    }
}
