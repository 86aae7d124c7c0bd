namespace PaymentCode.Emulation;

/// <summary>
/// The chip on an I2C bus (UM0701-02 §6.2.4): every read begins with a ready byte, 01 when a frame follows. Its own address wakes it; it
/// holds the clock low until it is awake.
/// </summary>
internal sealed class Pn532I2c(Pn532Chip chip) : II2cChip
{
    private int _sent;
    private bool _reading;
    private bool _ready;

    /// <inheritdoc/>
    public int MaxClockHz => 400_000;

    /// <inheritdoc/>
    public bool Start(int address, bool read)
    {
        if (chip.Link != Pn532Link.I2c || address != Pn532Chip.I2cAddress || !chip.HearsI2c())
        {
            return false;
        }

        _reading = read;
        _sent = 0;
        if (read)
        {
            _ready = chip.Host.IsReady;
        }
        else
        {
            chip.Host.ResetReception();
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Receive(byte value)
    {
        chip.Host.Take(value);
        return true;
    }

    /// <inheritdoc/>
    public byte Send()
    {
        int place = _sent++ - 1;
        byte[]? frame = _ready ? chip.Host.Peek() : null;
        return place < 0 ? (byte)(_ready ? 1 : 0)
            : frame != null && place < frame.Length ? frame[place]
            : (byte)0;
    }

    /// <inheritdoc/>
    public void Stop()
    {
        // A single byte is a look at the status only.
        if (_reading && _ready && _sent > 1)
        {
            chip.Host.Consume();
        }

        _reading = false;
    }

    /// <inheritdoc/>
    public void PowerOn() => chip.PowerOn();

    /// <inheritdoc/>
    public void PowerOff() => chip.PowerOff();
}
