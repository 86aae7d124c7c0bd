using PaymentCode.Emulation;

namespace PaymentCode.Boards;

/// <summary>
/// A board's firmware and its supply. The supply may be switched from outside while a step of the firmware waits on another thread (<see cref="SharedTime"/>); that step then ends
/// by itself, and a firmware that was switched on meanwhile starts after it.
/// </summary>
/// <typeparam name="TApp">The firmware.</typeparam>
/// <param name="board">The board that it runs on.</param>
/// <param name="make">Its beginning, at power-on.</param>
/// <param name="step">One turn of its main loop.</param>
internal sealed class SuppliedFirmware<TApp>(EmulatedBoard board, Func<TApp> make, Action<TApp> step)
    where TApp : class
{
    private bool _starts;

    /// <summary>What runs; null while it is off, or has not started yet.</summary>
    public TApp? App { get; private set; }

    /// <summary>Whether it runs, or will with the next step.</summary>
    public bool IsOn => App != null || _starts;

    /// <summary>How long the last step took on the board's clock, in nanoseconds.</summary>
    public long LastStepNs { get; private set; }

    /// <summary>Switches the supply on and starts the firmware. Does nothing when it is on.</summary>
    public void SwitchOn()
    {
        if (IsOn)
        {
            return;
        }

        board.PowerOff();
        board.PowerOn();
        _starts = true;
        if (!board.IsRunElsewhere)
        {
            Start();
        }
    }

    /// <summary>Takes the supply away at once.</summary>
    public void SwitchOff()
    {
        App = null;
        _starts = false;
        board.PowerOff();
    }

    /// <summary>Has it do one turn, if it is on; the supply may go meanwhile.</summary>
    public void Step()
    {
        if (_starts)
        {
            Start();
        }

        if (App is not { } app)
        {
            return;
        }

        long begunNs = board.Clock.NowNs;
        try
        {
            using (board.Power())
            {
                step(app);
            }
        }
        catch (PowerLostException)
        {
            // Another one may have been switched on while the step waited.
            App = App == app ? null : App;
        }

        LastStepNs = board.Clock.NowNs - begunNs;
    }

    private void Start()
    {
        using (board.Power())
        {
            App = make();
            _starts = false;
        }
    }
}
