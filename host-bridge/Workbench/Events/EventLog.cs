namespace PaymentCode.Workbench.Events;

/// <summary>
/// What happened in a world, in its order. The world's thread writes; any thread may read. Bounded: the oldest events go, and of long byte strings only the newest are kept whole.
/// </summary>
internal sealed class EventLog
{
    /// <summary>How many events are kept.</summary>
    public const int Capacity = 10_000;

    /// <summary>How many bytes an event shows itself.</summary>
    public const int ShownBytes = 256;

    /// <summary>How many bytes of longer ones are kept in all.</summary>
    public const int LongBytes = 2 * 1024 * 1024;

    private static readonly Dictionary<string, string> NoFields = [];

    private readonly Lock _lock = new();
    private readonly Queue<WorldEvent> _events = new();
    private readonly Queue<(long Seq, byte[] Bytes)> _long = new();
    private readonly Func<long> _nowMs;
    private TaskCompletionSource _more = NewSignal();
    private int _longLength;

    /// <summary>An empty log.</summary>
    /// <param name="nowMs">The world's clock.</param>
    public EventLog(Func<long> nowMs) => _nowMs = nowMs;

    /// <summary>Told of each event, on the world's thread.</summary>
    public event Action<WorldEvent>? Added;

    /// <summary>Nothing is recorded while false: a world is being set up.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Sequence number of the newest event; 0 before the first.</summary>
    public long Newest { get; private set; }

    /// <summary>Sequence number of the oldest event that is kept; 0 where there is none.</summary>
    public long Oldest
    {
        get
        {
            lock (_lock)
            {
                return _events.TryPeek(out var first) ? first.Seq : 0;
            }
        }
    }

    /// <summary>Records an event.</summary>
    public void Add(
        string kind, string from, string to, string name, string detail = "", ReadOnlySpan<byte> bytes = default, bool refused = false,
        IReadOnlyDictionary<string, string>? fields = null)
    {
        if (!IsOpen)
        {
            return;
        }

        var shown = Convert.ToHexString(bytes[..Math.Min(bytes.Length, ShownBytes)]);
        WorldEvent added;
        TaskCompletionSource more;
        lock (_lock)
        {
            added = new WorldEvent(++Newest, _nowMs(), kind, from, to, name, detail, refused, bytes.Length, shown, fields ?? NoFields);
            _events.Enqueue(added);
            if (_events.Count > Capacity)
            {
                _events.Dequeue();
            }

            KeepLong(added.Seq, bytes);
            (more, _more) = (_more, NewSignal());
        }

        more.TrySetResult();
        Added?.Invoke(added);
    }

    /// <summary>Something is seen that is no event: whoever listens to the world looks again.</summary>
    public void Touch()
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            (more, _more) = (_more, NewSignal());
        }

        more.TrySetResult();
    }

    /// <summary>Events after a number, oldest first.</summary>
    /// <param name="after">The last one that is known.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="kinds">Which kinds; null for all.</param>
    public IReadOnlyList<WorldEvent> After(long after, int limit, IReadOnlySet<string>? kinds = null)
    {
        lock (_lock)
        {
            return [.. _events.Where(one => one.Seq > after && kinds?.Contains(one.Kind) != false).Take(limit)];
        }
    }

    /// <summary>One event, or null if it is not there or not kept any more.</summary>
    public WorldEvent? Find(long seq)
    {
        lock (_lock)
        {
            return _events.FirstOrDefault(one => one.Seq == seq);
        }
    }

    /// <summary>All bytes of an event, or null if they are not kept any more.</summary>
    public byte[]? BytesOf(WorldEvent one)
    {
        if (one.Length <= ShownBytes)
        {
            return Convert.FromHexString(one.Bytes);
        }

        lock (_lock)
        {
            return _long.FirstOrDefault(kept => kept.Seq == one.Seq).Bytes;
        }
    }

    /// <summary>Completes when there is an event after that number, or something else to see.</summary>
    public Task MoreThan(long after)
    {
        lock (_lock)
        {
            return Newest > after ? Task.CompletedTask : _more.Task;
        }
    }

    private void KeepLong(long seq, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= ShownBytes)
        {
            return;
        }

        _long.Enqueue((seq, bytes.ToArray()));
        _longLength += bytes.Length;
        while (_longLength > LongBytes && _long.Count > 1)
        {
            _longLength -= _long.Dequeue().Bytes.Length;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
