using System.Diagnostics;
using PaymentCode.Workbench.Engine;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>
/// One visitor's devices and their bank, on a thread and a virtual clock of their own. Time moves in steps of 10 ms and only when nothing else is left to do: running at the
/// pace of the wall clock, or stepped.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    /// <summary>A step of the clock in milliseconds.</summary>
    public const int StepMs = 10;

    private const long LongestLagMs = 1000;
    private const int NapMs = 20;

    private readonly Pump _pump;
    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly BankStorage _storage;
    private readonly TimeProvider _time;

    // A reset, or the end: one after the other.
    private readonly SemaphoreSlim _changing = new(1);

    // Completed when the parts are there again; the world's thread uses it.
    private TaskCompletionSource _whole = NewSignal();
    private volatile bool _isOver;
    private WorldParts? _parts;
    private long _aheadMs;
    private bool _isRunning;
    private long _usedAt;
    private int _streams;

    private World(string id, BankStorage storage, TimeProvider time)
    {
        (Id, _storage, _time, _usedAt) = (id, storage, time, time.GetTimestamp());
        _pump = new Pump("world " + id[..4], Live);
    }

    /// <summary>Its id: whoever knows it may use the world.</summary>
    public string Id { get; }

    /// <summary>How long nobody has asked for it; nothing while somebody listens.</summary>
    public TimeSpan Idle => Volatile.Read(ref _streams) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _usedAt));

    /// <summary>How often its work left its thread; see <see cref="Pump.Strays"/>.</summary>
    public int Strays => _pump.Strays;

    /// <summary>Whether it can be used no more: something broke it, or it is being freed.</summary>
    public bool IsBroken => _isOver || _pump.Failure is not null;

    /// <summary>Completes when the parts are taken away: the world was reset or freed.</summary>
    public Task Gone => _gone.Task;

    private TaskCompletionSource _gone = NewSignal();

    /// <summary>Makes a world and sets it up.</summary>
    /// <param name="id">Its id, 32 hexadecimal digits.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="isRunning">Whether its clock goes.</param>
    /// <param name="storage">Where its bank keeps its database; in memory if not given.</param>
    /// <param name="time">The clock of its idle time.</param>
    public static async Task<World> CreateAsync(string id, int seed, bool isRunning, BankStorage? storage = null, TimeProvider? time = null)
    {
        var world = new World(id, storage ?? BankStorage.Memory, time ?? TimeProvider.System);
        try
        {
            await world._pump.DoAsync(() => world.SetUpAsync(seed));
            await world.DoAsync(parts => world.SetPace(parts, isRunning, isSaid: false));
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does something in the world, between two steps of its clock.</summary>
    public Task<T> DoAsync<T>(Func<WorldParts, T> errand) => DoAsync(parts => Task.FromResult(errand(parts)));

    /// <summary>As above, for what takes the bank's answer: its clock may have to go on before that comes. What comes during a reset is done after it.</summary>
    /// <exception cref="WorldGoneException">The world was freed.</exception>
    public Task<T> DoAsync<T>(Func<WorldParts, Task<T>> errand)
    {
        Volatile.Write(ref _usedAt, _time.GetTimestamp());
        return _pump.DoAsync(() => _parts is { } parts ? errand(parts) : DoWhenWholeAsync(errand));
    }

    /// <summary>As above, where the answer may need time to pass: while the clock stands that is not waited for.</summary>
    /// <param name="errand">What to do; it goes on when the answer was not waited for.</param>
    /// <param name="patience">How long is waited while the clock goes.</param>
    /// <exception cref="TimeoutException">The answer is still to come.</exception>
    public async Task<T> AwaitAsync<T>(Func<WorldParts, Task<T>> errand, TimeSpan patience)
    {
        var answer = DoAsync(errand);
        if (!IsRunning)
        {
            // After this everything has happened that needs no time.
            await DoAsync(static _ => true);
            return answer.IsCompleted ? await answer : throw new TimeoutException();
        }

        return await answer.WaitAsync(patience);
    }

    /// <summary>Somebody listens; it is not idle until the result is disposed of.</summary>
    public IDisposable Listen()
    {
        Interlocked.Increment(ref _streams);
        return new Listener(this);
    }

    /// <summary>How many listen.</summary>
    public int Listeners => Volatile.Read(ref _streams);

    /// <summary>Lets the clock go, or stops it.</summary>
    public Task<bool> SetPaceAsync(bool isRunning) => DoAsync(parts => SetPace(parts, isRunning, isSaid: true));

    /// <summary>Lets a stopped clock go on for a time. False where it goes by itself.</summary>
    /// <param name="ms">Milliseconds, a multiple of <see cref="StepMs"/>.</param>
    public Task<bool> StepAsync(int ms) => DoAsync(parts =>
    {
        if (_isRunning)
        {
            return false;
        }

        var target = parts.Time.NowMs + ms;
        while (parts.Time.NowMs < target)
        {
            parts.Live(parts.Time.NowMs + StepMs, _pump.RunReady);
        }

        return true;
    });

    /// <summary>Whether the clock goes.</summary>
    public bool IsRunning => Volatile.Read(ref _isRunning);

    /// <summary>Begins anew under the same id; the pace stays.</summary>
    /// <exception cref="WorldGoneException">The world was freed.</exception>
    public async Task ResetAsync(int? seed)
    {
        await _changing.WaitAsync();
        try
        {
            await _pump.DoAsync(() => BeginAnewAsync(seed));
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        _isOver = true;
        try
        {
            await _pump.DoAsync(async () =>
            {
                await EndPartsAsync();
                return true;
            });
        }
        finally
        {
            _pump.Dispose();
            _gone.TrySetResult();
            _changing.Release();
        }
    }

    private async Task<T> DoWhenWholeAsync<T>(Func<WorldParts, Task<T>> errand)
    {
        while (_parts is null)
        {
            if (_isOver)
            {
                throw new WorldGoneException();
            }

            await _whole.Task;
        }

        return await errand(_parts);
    }

    private async Task<bool> BeginAnewAsync(int? seed)
    {
        if (_isOver)
        {
            throw new WorldGoneException();
        }

        var (wasRunning, old, whole) = (_isRunning, _gone, NewSignal());
        try
        {
            _whole = whole;
            var next = seed ?? _parts!.Seed;
            await EndPartsAsync();
            await SetUpAsync(next);
            return SetPace(_parts!, wasRunning, isSaid: false);
        }
        catch
        {
            // Without parts it is of no use to anybody.
            _isOver = true;
            throw;
        }
        finally
        {
            old.TrySetResult();
            whole.SetResult();
        }
    }

    private async Task<bool> SetUpAsync(int seed)
    {
        _gone = NewSignal();
        var parts = await WorldParts.OpenAsync(seed, _storage.NewDatabase(Id), _pump);
        try
        {
            await WorldSetup.RunAsync(parts, _pump);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }

        _parts = parts;
        return true;
    }

    private async Task EndPartsAsync()
    {
        var parts = _parts;
        _parts = null;
        if (parts is not null)
        {
            await parts.DisposeAsync();
        }
    }

    private bool SetPace(WorldParts parts, bool isRunning, bool isSaid)
    {
        if (isSaid && isRunning != _isRunning)
        {
            parts.Log.Add(Events.EventKind.Clock, "person", "", isRunning ? "RUN" : "PAUSE");
        }

        _isRunning = isRunning;
        _aheadMs = parts.Time.NowMs - _wall.ElapsedMilliseconds;
        return true;
    }

    private TimeSpan Live()
    {
        if (_parts is not { } parts || !_isRunning)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var behindMs = _wall.ElapsedMilliseconds + _aheadMs - parts.Time.NowMs;
        if (behindMs > LongestLagMs)
        {
            // A computer that slept or is too slow does not make the world hurry: its time stood still.
            _aheadMs -= behindMs - StepMs;
            behindMs = StepMs;
        }

        for (; behindMs >= StepMs; behindMs -= StepMs)
        {
            parts.Live(parts.Time.NowMs + StepMs, _pump.RunReady);
        }

        return TimeSpan.FromMilliseconds(NapMs);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Listener(World world) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref world._usedAt, world._time.GetTimestamp());
            Interlocked.Decrement(ref world._streams);
        }
    }
}
