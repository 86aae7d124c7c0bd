namespace PaymentCode.Emulation;

/// <summary>
/// A push button between a pin and ground. Its contact bounces: for some milliseconds after each press and release it opens and closes at
/// random before it settles. Nothing pulls the pin up but what the firmware switches on.
/// </summary>
public sealed class PushButton
{
    private readonly BouncingContact _contact;

    /// <summary>A released button.</summary>
    /// <param name="board">The board it is on.</param>
    /// <param name="pin">GPIO number.</param>
    /// <param name="seed">Decides how it bounces.</param>
    /// <param name="bounceMs">How long it bounces at most, in milliseconds.</param>
    public PushButton(EmulatedBoard board, int pin, int seed = 0, int bounceMs = 5)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentOutOfRangeException.ThrowIfNegative(bounceMs);
        BoardPin wire = board.Pin(pin);
        _contact = new BouncingContact(board.Clock, new Random(seed), bounceMs, closed => wire.Outside = closed ? false : null);
    }

    /// <summary>Whether a finger is on it.</summary>
    public bool IsDown => _contact.IsDown;

    /// <summary>Puts the finger on it.</summary>
    public void Press() => _contact.Move(down: true);

    /// <summary>Takes the finger away.</summary>
    public void Release() => _contact.Move(down: false);

    /// <summary>Presses, and releases after a time on the board's clock.</summary>
    /// <param name="ms">Milliseconds, more than the bounce time for a press that can be seen.</param>
    public void PressFor(int ms) => _contact.PressFor(ms);

    /// <summary>As <see cref="PressFor(int)"/>, after a time: so that the finger comes down in the middle of what the firmware is doing.</summary>
    /// <param name="ms">Milliseconds the press lasts.</param>
    /// <param name="afterMs">Milliseconds until it begins.</param>
    public void PressFor(int ms, int afterMs) => _contact.PressFor(ms, afterMs);
}
