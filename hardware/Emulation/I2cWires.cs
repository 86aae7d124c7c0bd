namespace PaymentCode.Emulation;

/// <summary>The two wires of an I2C bus with the chips on them.</summary>
public sealed class I2cWires
{
    private readonly List<II2cChip> _chips = [];

    internal I2cWires(int dataPin, int clockPin)
    {
        DataPin = dataPin;
        ClockPin = clockPin;
    }

    /// <summary>GPIO number of SDA.</summary>
    public int DataPin { get; }

    /// <summary>GPIO number of SCL.</summary>
    public int ClockPin { get; }

    internal IReadOnlyList<II2cChip> Chips => _chips;

    /// <summary>Solders a chip to the bus; the board's next power-on is its first.</summary>
    /// <param name="chip">The chip.</param>
    /// <returns>The same chip, for wiring in one line.</returns>
    /// <typeparam name="TChip">Its type.</typeparam>
    public TChip Attach<TChip>(TChip chip)
        where TChip : II2cChip
    {
        _chips.Add(chip);
        return chip;
    }

    /// <summary>One transfer as the bus carries it: a write, a read, or a write and a read after a repeated start.</summary>
    /// <param name="address">7-bit address.</param>
    /// <param name="written">Bytes to write; none for a plain read.</param>
    /// <param name="read">Where read bytes go; none for a plain write.</param>
    /// <param name="clockHz">Clock of the bus in hertz.</param>
    /// <returns>False as soon as an address or a byte was not acknowledged.</returns>
    public bool Transfer(int address, ReadOnlySpan<byte> written, Span<byte> read, int clockHz = 400_000)
    {
        bool acknowledged = (written.Length == 0 || Write(address, written, clockHz)) && (read.Length == 0 || Read(address, read, clockHz));
        foreach (II2cChip chip in _chips)
        {
            chip.Stop();
        }

        return acknowledged;
    }

    private bool Write(int address, ReadOnlySpan<byte> bytes, int clockHz)
    {
        II2cChip? chip = Address(address, read: false, clockHz);
        foreach (byte value in bytes)
        {
            if (chip?.Receive(value) != true)
            {
                return false;
            }
        }

        return true;
    }

    private bool Read(int address, Span<byte> bytes, int clockHz)
    {
        II2cChip? chip = Address(address, read: true, clockHz);
        if (chip == null)
        {
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = chip.Send();
        }

        return true;
    }

    private II2cChip? Address(int address, bool read, int clockHz)
    {
        II2cChip? answering = null;
        foreach (II2cChip chip in _chips)
        {
            if (clockHz <= chip.MaxClockHz && chip.Start(address, read))
            {
                answering ??= chip;
            }
        }

        return answering;
    }
}
