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

    /// <summary>What broke it, or null.</summary>
    public Exception? Failure => _pump.Failure;

    /// <summary>Completes when the parts are taken away: the world was reset or freed.</summary>
    public Task Gone => _gone.Task;

    private TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>As above, for what takes the bank's answer: its clock may have to go on before that comes.</summary>
    public Task<T> DoAsync<T>(Func<WorldParts, Task<T>> errand)
    {
        Volatile.Write(ref _usedAt, _time.GetTimestamp());
        return _pump.DoAsync(() => errand(_parts ?? throw new WorldGoneException()));
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
    public async Task ResetAsync(int? seed)
    {
        var wasRunning = IsRunning;
        var old = _gone;
        await _pump.DoAsync(async () =>
        {
            var next = seed ?? _parts?.Seed ?? 0;
            await EndPartsAsync();
            return await SetUpAsync(next);
        });
        await DoAsync(parts => SetPace(parts, wasRunning, isSaid: false));
        old.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _pump.DoAsync(async () =>
        {
            await EndPartsAsync();
            return true;
        });
        _pump.Dispose();
        _gone.TrySetResult();
    }

    private async Task<bool> SetUpAsync(int seed)
    {
        _gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
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

    private sealed class Listener(World world) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref world._usedAt, world._time.GetTimestamp());
            Interlocked.Decrement(ref world._streams);
        }
    }
}
