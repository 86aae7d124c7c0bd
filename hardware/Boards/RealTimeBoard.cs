using System.Collections.Concurrent;
using System.Diagnostics;
using PaymentCode.Emulation;

namespace PaymentCode.Boards;

/// <summary>
/// Runs a board at the pace of the wall clock, its serial cable tied to an endpoint that other programs open. One thread runs the board;
/// everything else is done to it between two steps, by <see cref="DoAsync"/>.
/// </summary>
/// <typeparam name="TBoard">What is run: a token, a terminal, a reader.</typeparam>
public sealed class RealTimeBoard<TBoard>
    where TBoard : ISteppedBoard
{
    private const int NapMs = 2;
    private const long LongestLagMs = 1000;

    // On a busy computer every nap may last long, and programs have timeouts by the wall clock: after bytes from the host the board may
    // run ahead by so much, so that most answers are there before the next nap.
    private const long HeadStartMs = 20;

    private readonly TBoard _board;
    private readonly ISerialEnd _serial;
    private readonly SerialEndpoint _endpoint;
    private readonly Action? _beforeHost;
    private readonly ConcurrentQueue<Action> _errands = new();

    /// <summary>Ties a board to an endpoint; nothing moves before <see cref="Run"/>.</summary>
    /// <param name="board">The board.</param>
    /// <param name="serial">The host's end of its serial cable.</param>
    /// <param name="endpoint">The endpoint; the caller closes it.</param>
    /// <param name="beforeHost">Done after the board's steps, before the host gets what it sent meanwhile; it must not throw.</param>
    public RealTimeBoard(TBoard board, ISerialEnd serial, SerialEndpoint endpoint, Action? beforeHost = null)
    {
        _board = board;
        _serial = serial;
        _endpoint = endpoint;
        _beforeHost = beforeHost;
    }

    /// <summary>Has something done to the board by the thread that runs it, before its next step.</summary>
    /// <param name="errand">What to do. It may press the button, look at the display, switch the power; it should not wait.</param>
    /// <returns>Ends when it is done, with its exception if it had one.</returns>
    public Task DoAsync(Action<TBoard> errand)
    {
        ArgumentNullException.ThrowIfNull(errand);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _errands.Enqueue(() =>
        {
            try
            {
                errand(_board);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Runs on this thread until it is told to stop. A computer that slept does not make the board hurry: its time then stood still.</summary>
    /// <param name="stop">Ends it.</param>
    public void Run(CancellationToken stop)
    {
        byte[] buffer = new byte[4096];
        Stopwatch wall = Stopwatch.StartNew();
        long aheadMs = _board.NowMs;
        while (!stop.IsCancellationRequested)
        {
            while (_errands.TryDequeue(out Action? errand))
            {
                errand();
            }

            bool hasInput = CarryToBoard(buffer);
            long lagMs = wall.ElapsedMilliseconds + aheadMs - _board.NowMs;
            if (lagMs > LongestLagMs)
            {
                aheadMs -= lagMs;
            }
            else if (lagMs >= 0 || (hasInput && lagMs > -HeadStartMs))
            {
                StepUntil(hasInput ? _board.NowMs + Math.Max(lagMs, 0) + HeadStartMs : _board.NowMs);
            }

            _beforeHost?.Invoke();
            CarryToHost(buffer);
            if (_board.NowMs >= wall.ElapsedMilliseconds + aheadMs)
            {
                Thread.Sleep(NapMs);
            }
        }
    }

    private void StepUntil(long ms)
    {
        do
        {
            _board.Step();
        }
        while (_board.NowMs < ms);
    }

    private bool CarryToBoard(byte[] buffer)
    {
        bool carried = false;

        // What the adapter has no room for stays with whoever sent it: nothing is taken from there only to be lost.
        int count;
        while ((count = Math.Min(buffer.Length, _serial.Room)) > 0 && (count = _endpoint.Read(buffer.AsSpan(0, count))) > 0)
        {
            _serial.Send(buffer.AsSpan(0, count));
            carried = true;
        }

        return carried;
    }

    private void CarryToHost(byte[] buffer)
    {
        int count;
        while ((count = _serial.Receive(buffer)) > 0)
        {
            _endpoint.Write(buffer.AsSpan(0, count));
        }
    }
}
