using System.Collections.Concurrent;

namespace PaymentCode.Workbench.Engine;

/// <summary>
/// The one thread of a world. Whatever is awaited in it goes on here, in the order in which it became ready, so that what happens depends on nothing but the order of the
/// errands and the virtual clock. Errands from outside are done one after the other, and between them everything that they set off.
/// </summary>
internal sealed class Pump : SynchronizationContext, IDisposable
{
    private const int StackBytes = 1024 * 1024;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly ConcurrentQueue<Action> _errands = new();
    private readonly AutoResetEvent _signal = new(false);
    private readonly Thread _thread;
    private readonly Func<TimeSpan> _live;
    private volatile bool _isStopping;
    private int _strays;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="live">What is done whenever there is no errand; returns how long nothing has to be done after it.</param>
    public Pump(string name, Func<TimeSpan> live)
    {
        _live = live;
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>
    /// How often something of this world went on from another thread than its own: 0 for a world that repeats itself byte for byte. Tests look at it.
    /// </summary>
    public int Strays => Volatile.Read(ref _strays);

    /// <summary>An exception that nobody awaited; the world cannot be trusted any more.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the caller is on the pump's thread.</summary>
    public bool IsHere => Thread.CurrentThread == _thread;

    /// <summary>Does an errand on the pump's thread.</summary>
    /// <param name="errand">What to do; everything that it sets off has happened, as far as it needs no time, before the next errand.</param>
    /// <returns>Ends when it is done, on a thread of the caller's.</returns>
    public Task<T> DoAsync<T>(Func<Task<T>> errand)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_isStopping)
        {
            done.SetException(new WorldGoneException());
            return done.Task;
        }

        _errands.Enqueue(() => Settle(errand, done));
        _signal.Set();
        return done.Task;
    }

    /// <summary>As above, for what is done at once.</summary>
    public Task<T> DoAsync<T>(Func<T> errand) => DoAsync(() => Task.FromResult(errand()));

    /// <summary>Goes on with everything that is ready.</summary>
    public void RunReady()
    {
        while (_ready.TryDequeue(out var item))
        {
            item.Callback(item.State);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsHere)
        {
            _ready.Enqueue((d, state));
            return;
        }

        if (!IsRouting(state))
        {
            Interlocked.Increment(ref _strays);
        }
        _errands.Enqueue(() => d(state));
        _signal.Set();
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody waits for a world on another thread.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>
    /// Completes something that is awaited without this context (<c>ConfigureAwait(false)</c>, as class libraries do): it goes on at once and here, not on the thread pool.
    /// </summary>
    /// <param name="completion">Completes it.</param>
    public static void Complete(Action completion)
    {
        var context = Current;
        SetSynchronizationContext(null);
        try
        {
            completion();
        }
        finally
        {
            SetSynchronizationContext(context);
        }
    }

    /// <summary>Ends the thread; what waits for it gets <see cref="WorldGoneException"/>.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _signal.Set();
        if (!IsHere)
        {
            _thread.Join();
        }
    }

    // ASP.NET Core's routing compiles its jump tables on the thread pool after some requests; nothing that can be seen depends on when.
    private static bool IsRouting(object? state) =>
        (state as Delegate)?.Target?.GetType().FullName?.Contains("Microsoft.AspNetCore.Routing.Matching.", StringComparison.Ordinal) == true;

    // The result leaves the pump by its thread-safe completion source, not by a continuation of the errand's own task.
    private static async void Settle<T>(Func<Task<T>> errand, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(await errand());
        }
        catch (Exception exception)
        {
            // Whoever gave the errand hears of it.
            done.SetException(exception);
        }
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        var wait = TimeSpan.Zero;
        while (!_isStopping)
        {
            _signal.WaitOne(wait);
            try
            {
                while (_errands.TryDequeue(out var errand))
                {
                    errand();
                    RunReady();
                }

                wait = _live();
            }
            catch (Exception exception)
            {
                // Nobody else can say that this world has broken down.
                Failure ??= exception;
                wait = Timeout.InfiniteTimeSpan;
            }
        }

        while (_errands.TryDequeue(out var errand))
        {
            errand();
            RunReady();
        }

        _signal.Dispose();
    }
}

/// <summary>The world was freed while it was asked something.</summary>
internal sealed class WorldGoneException : Exception
{
    public WorldGoneException() : this("The world was freed.") { }

    public WorldGoneException(string message) : base(message) { }

    public WorldGoneException(string message, Exception inner) : base(message, inner) { }
}
