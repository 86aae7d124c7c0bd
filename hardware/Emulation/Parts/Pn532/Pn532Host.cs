using System.Runtime.ExceptionServices;

namespace PaymentCode.Emulation;

/// <summary>
/// The dialogue with the host (UM0701-02 §6.2.2): a command is acknowledged, then answered; a new command or the host's ACK ends the one
/// that runs; NACK asks for the last response again. Frames that are not right are not heard.
/// </summary>
internal sealed class Pn532Host
{
    // The manual allows 15 ms until the ACK and names no time for the program's own work: both are estimates.
    private const long AckNs = 100_000;
    private const long ProcessingNs = 400_000;

    private readonly Pn532Chip _chip;
    private readonly Pn532Frames _frames = new();
    private readonly Queue<byte[]> _out = new();
    private byte[]? _lastResponse;
    private ExceptionDispatchInfo? _fault;
    private int _dialogue;
    private bool _isRunning;

    public Pn532Host(Pn532Chip chip) => _chip = chip;

    /// <summary>Command codes that the chip does not have, in the order in which they came.</summary>
    public List<byte> Unknown { get; } = [];

    /// <summary>Whether a frame waits to be read over SPI or I2C.</summary>
    public bool IsReady => _out.Count > 0;

    /// <summary>Whether a command is being carried out.</summary>
    public bool IsBusy => _isRunning;

    public void Reset()
    {
        _dialogue++;
        _isRunning = false;
        _frames.Reset();
        _out.Clear();
        _lastResponse = null;
        _fault = null;
        _chip.ReadyChanged();
    }

    public void ResetReception() => _frames.Reset();

    /// <summary>The frame that is read next over SPI or I2C.</summary>
    public byte[]? Peek() => _out.TryPeek(out byte[]? frame) ? frame : null;

    /// <summary>That frame has been read.</summary>
    public void Consume()
    {
        _out.TryDequeue(out _);
        _chip.ReadyChanged();
    }

    /// <summary>A byte of a frame from the host.</summary>
    public void Take(byte value)
    {
        switch (_frames.Take(value))
        {
            case Pn532Frames.Kind.Information when _frames.Data[0] == Pn532Frames.FromHost:
                Begin(_frames.Data[1..].ToArray());
                break;
            case Pn532Frames.Kind.Ack:
                Acknowledged();
                break;
            case Pn532Frames.Kind.Nack when _lastResponse is { } again && !_isRunning:
                Clear();
                At(AckNs, () => Emit(again));
                break;
        }
    }

    public void ThrowFault()
    {
        ExceptionDispatchInfo? fault = _fault;
        _fault = null;
        fault?.Throw();
    }

    private void Acknowledged()
    {
        if (_isRunning)
        {
            EndRunning();
            Clear();
            return;
        }

        _chip.Serial.Acknowledged();
    }

    private void Begin(byte[] command)
    {
        EndRunning();
        Clear();
        _isRunning = true;
        _lastResponse = null;
        At(AckNs, () =>
        {
            Emit(Pn532Frames.Ack);
            At(ProcessingNs, () =>
            {
                _ = RunAsync(command, _dialogue);
                ThrowFault();
            });
        });
    }

    private async Task RunAsync(byte[] command, int dialogue)
    {
        try
        {
            Pn532Command code = (Pn532Command)(command.Length > 0 ? command[0] : 0xFF);
            bool known = command.Length > 0 && Enum.IsDefined(code);
            if (command.Length > 0 && !known)
            {
                Unknown.Add(command[0]);
            }

            byte[]? response = known ? await _chip.Program.RunAsync(code, command.AsMemory(1)) : null;
            if (dialogue == _dialogue)
            {
                Finish(code, response);
            }
        }
        catch (Exception fault)
        {
            // A mistake of the emulation itself: it comes out where the clock is advanced, not in a task that nobody looks at.
            _fault = ExceptionDispatchInfo.Capture(fault);
        }
    }

    private void Finish(Pn532Command code, byte[]? response)
    {
        _isRunning = false;
        byte[] frame = response == null
            ? Pn532Frames.SyntaxError
            : Pn532Frames.Wrap([Pn532Frames.ToHost, (byte)(code + 1), .. response], _chip.Program.WithAmbles);
        _lastResponse = frame;
        Emit(frame);
        Action? afterwards = _chip.Program.Afterwards;
        _chip.Program.Afterwards = null;
        afterwards?.Invoke();
    }

    private void EndRunning()
    {
        _dialogue++;
        if (_isRunning)
        {
            _isRunning = false;
            _chip.Program.Abort();
        }
    }

    private void Clear()
    {
        _out.Clear();
        _chip.Serial.Clear();
        _chip.ReadyChanged();
    }

    private void Emit(byte[] frame)
    {
        if (_chip.Link == Pn532Link.Hsu)
        {
            _chip.Serial.Send(frame);
            return;
        }

        _out.Enqueue(frame);
        _chip.ReadyChanged();
    }

    private void At(long afterNs, Action happening)
    {
        int dialogue = _dialogue;
        _chip.Clock.Schedule(_chip.Clock.NowNs + afterNs, () =>
        {
            if (dialogue == _dialogue)
            {
                happening();
            }
        });
    }
}
