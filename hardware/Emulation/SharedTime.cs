using System.Runtime.ExceptionServices;

namespace PaymentCode.Emulation;

/// <summary>
/// One time for boards that are in one place, so that they can talk to each other: while the firmware of one waits inside a call, the
/// steps of the others that are due happen, each at its own moment. Only one thread moves at any time, always the one whose moment is the
/// earliest, so a run is repeatable and nothing has to be locked.
/// </summary>
/// <remarks>
/// <code>
/// using SharedTime time = new();
/// time.Run(token.Clock, token.Step);          // a board that runs by itself: its step advances its clock
/// time.Run(terminal.Clock, terminal.Step);
/// time.Advance(200 * VirtualClock.NsPerMs);   // both have lived 200 ms; now look at displays, press buttons
/// </code>
/// A clock that is only joined has its happenings at their moments too; whoever owns it may go on calling its Advance, which then moves
/// everything else as well. A board that is run must not be stepped by anybody else. The clocks keep their own origins.
/// </remarks>
public sealed class SharedTime : IDisposable
{
    private readonly List<Member> _members = [];
    private readonly List<Waiter> _waiters = [];
    private ExceptionDispatchInfo? _failure;
    private long _nowNs;
    private bool _ended;

    /// <summary>Nanoseconds since this time began.</summary>
    public long NowNs => Volatile.Read(ref _nowNs);

    /// <summary>Has a clock go with this time. What is due on it happens whoever lets the time pass.</summary>
    /// <param name="clock">The clock of a board or of a part on its own.</param>
    /// <exception cref="InvalidOperationException">It goes with a shared time already.</exception>
    public void Join(VirtualClock clock) => Add(clock, null);

    /// <summary>Has a clock go with this time, and runs its board on a thread of its own from the next advance on.</summary>
    /// <param name="clock">The board's clock.</param>
    /// <param name="step">
    /// One turn of the board's main loop, called again and again; it must let time pass on the clock. An exception from it ends the board's
    /// running and comes out of <see cref="Advance"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">The clock goes with a shared time already.</exception>
    public void Run(VirtualClock clock, Action step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Member member = Add(clock, step);
        Waiter? beginning = null;
        member.Thread = new Thread(() => Live(member, beginning!)) { IsBackground = true, Name = "emulated board" };
        beginning = new Waiter(member, NowNs, member.Thread);
        _waiters.Add(beginning);
        member.Thread.Start();
    }

    /// <summary>Lets time pass for everything that goes with it. To be called from outside the boards, by one thread at a time.</summary>
    /// <param name="ns">Nanoseconds, 0 or more.</param>
    public void Advance(long ns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ns);
        ObjectDisposedException.ThrowIf(_ended, this);
        Waiter outside = new(null, NowNs + ns, Thread.CurrentThread);
        _waiters.Add(outside);
        AwaitTurn(outside);
        _waiters.Remove(outside);
        ThrowFailure();
    }

    /// <summary>Ends it: each board that is run finishes the step it is in on a time of its own, then its thread ends.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _members.ForEach(member => member.Clock.Leave());
        foreach (IGrouping<Thread, Waiter> waiting in _waiters.ToLookup(waiter => waiter.Thread))
        {
            // A thread may wait inside something that happened while it waited: it goes on only when all of that is over.
            bool isBoard = _members.Exists(member => member.Thread == waiting.Key);
            foreach (Waiter waiter in waiting)
            {
                waiter.Turn.Release();
            }

            if (isBoard)
            {
                waiting.Key.Join();
            }
        }
    }

    /// <summary>Lets time pass on one clock, with everything else that goes with it.</summary>
    /// <returns>Nanoseconds that the clock has still to pass alone: more than 0 only when the shared time ended meanwhile.</returns>
    internal long Pass(Member member, long ns)
    {
        if (member.Thread != null && member.Thread != Thread.CurrentThread)
        {
            throw new InvalidOperationException("This board is run by its SharedTime: advance that instead of the board.");
        }

        Waiter waiter = new(member, NowNs + ns, Thread.CurrentThread);
        _waiters.Add(waiter);
        try
        {
            while (AwaitTurn(waiter))
            {
                if (member.DueNs <= NowNs)
                {
                    waiter.IsBusy = true;
                    member.Clock.TakeNext()();
                    waiter.IsBusy = false;
                }
                else
                {
                    return 0;
                }
            }

            return Math.Max(0, waiter.TargetNs - NowNs);
        }
        finally
        {
            _waiters.Remove(waiter);
            if (member.Thread == null && !_ended)
            {
                ThrowFailure();
            }
        }
    }

    private Member Add(VirtualClock clock, Action? step)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ObjectDisposedException.ThrowIf(_ended, this);
        if (clock.Membership != null)
        {
            throw new InvalidOperationException("The clock goes with a shared time already.");
        }

        Member member = new(this, clock, NowNs - clock.NowNs, step);
        _members.Add(member);
        clock.Join(member);
        return member;
    }

    private void Live(Member member, Waiter beginning)
    {
        beginning.Turn.Wait();
        _waiters.Remove(beginning);
        try
        {
            while (!_ended)
            {
                member.Step!();
            }
        }
        catch (Exception failure)
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
        }

        member.Thread = null;
        if (!_ended)
        {
            HandOn();
        }
    }

    /// <summary>Returns when this waiter's moment is the earliest; false when the shared time has ended.</summary>
    private bool AwaitTurn(Waiter waiter)
    {
        while (!_ended)
        {
            (Waiter? earliest, Member? follower, long atNs) = Earliest();
            Volatile.Write(ref _nowNs, Math.Max(_nowNs, atNs));
            if (follower != null)
            {
                waiter.IsBusy = true;
                follower.Clock.Surroundings(follower.Clock.TakeNext());
                waiter.IsBusy = false;
            }
            else if (earliest == waiter)
            {
                return true;
            }
            else
            {
                earliest!.Turn.Release();
                waiter.Turn.Wait();
            }
        }

        return false;
    }

    // A board's thread has ended: somebody else has to move, be it for what a follower has due.
    private void HandOn()
    {
        Waiter? next = null;
        foreach (Waiter waiter in _waiters)
        {
            next = !waiter.IsBusy && (next == null || waiter.NextNs < next.NextNs) ? waiter : next;
        }

        next?.Turn.Release();
    }

    private (Waiter? Earliest, Member? Follower, long AtNs) Earliest()
    {
        Waiter? earliest = null;
        long atNs = long.MaxValue;
        foreach (Waiter waiter in _waiters)
        {
            long nextNs = waiter.IsBusy ? long.MaxValue : waiter.NextNs;
            if (nextNs < atNs || (nextNs == atNs && waiter.ComesBefore(earliest)))
            {
                (earliest, atNs) = (waiter, nextNs);
            }
        }

        foreach (Member member in _members)
        {
            long dueNs = member.DueNs;
            if (dueNs <= atNs && dueNs != long.MaxValue && !_waiters.Exists(waiter => waiter.Member == member))
            {
                return (null, member, dueNs);
            }
        }

        return (earliest, null, atNs);
    }

    private void ThrowFailure()
    {
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    /// <summary>A clock that goes with a shared time.</summary>
    internal sealed class Member(SharedTime time, VirtualClock clock, long originNs, Action? step)
    {
        public SharedTime Time { get; } = time;

        public VirtualClock Clock { get; } = clock;

        public Action? Step { get; } = step;

        public Thread? Thread { get; set; }

        public long ClockNs => Time.NowNs - originNs;

        public long DueNs => Clock.NextNs is var next && next == long.MaxValue ? next : Math.Max(next + originNs, Time.NowNs);
    }

    /// <summary>A call that lets time pass and has not come back yet.</summary>
    private sealed class Waiter(Member? member, long targetNs, Thread thread)
    {
        public Thread Thread { get; } = thread;

        public SemaphoreSlim Turn { get; } = new(0);

        public Member? Member { get; } = member;

        public long TargetNs { get; } = targetNs;

        /// <summary>Its thread is running something that happened while it waited.</summary>
        public bool IsBusy { get; set; }

        public long NextNs => Math.Min(Member?.DueNs ?? long.MaxValue, TargetNs);

        /// <summary>At the same moment boards go before whoever looks at them from outside.</summary>
        public bool ComesBefore(Waiter? other) => other == null || (Member != null && other.Member == null);
    }
}
