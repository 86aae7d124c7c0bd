using System.Collections.Concurrent;
using System.Security.Cryptography;
using PaymentCode.Workbench.Network;

namespace PaymentCode.Workbench;

/// <summary>All worlds that there are. Idle ones are freed, and their number is bounded.</summary>
internal sealed class Worlds : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, World> _worlds = new();
    private readonly SemaphoreSlim _making = new(1);
    private readonly WorkbenchOptions _options;
    private readonly BankStorage _storage;
    private readonly PeriodicTimer _rounds;
    private int _count;

    public Worlds(WorkbenchOptions options, BankStorage storage) =>
        (_options, _storage, _rounds) = (options, storage, new PeriodicTimer(Round, options.Time));

    /// <summary>How many there are.</summary>
    public int Count => _worlds.Count;

    /// <summary>Makes a world; null if there are too many.</summary>
    public async Task<World?> TryCreateAsync(int? seed, bool isRunning, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _count) > _options.MaxWorlds)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        try
        {
            // One after the other: setting a world up takes the whole of a processor for a moment.
            await _making.WaitAsync(cancellation);
            try
            {
                var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                var world = await World.CreateAsync(id, seed ?? _options.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue), isRunning, _storage, _options.Time);
                _worlds[id] = world;
                return world;
            }
            finally
            {
                _making.Release();
            }
        }
        catch
        {
            Interlocked.Decrement(ref _count);
            throw;
        }
    }

    /// <summary>The world of an id, or null.</summary>
    public World? Find(string id) => _worlds.GetValueOrDefault(id);

    /// <summary>Frees a world. False if there is none of that id.</summary>
    public async Task<bool> TryFreeAsync(string id)
    {
        if (!_worlds.TryRemove(id, out var world))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        await world.DisposeAsync();
        return true;
    }

    /// <summary>Frees those that nobody has asked for long enough, and those that broke.</summary>
    public async Task FreeIdleAsync()
    {
        foreach (var (id, world) in _worlds)
        {
            if (world.Idle >= _options.MaxIdle || world.IsBroken)
            {
                await TryFreeAsync(id);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var id in _worlds.Keys)
        {
            await TryFreeAsync(id);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rounds.Dispose();
        _making.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _rounds.WaitForNextTickAsync(stoppingToken))
        {
            await FreeIdleAsync();
        }
    }
}
