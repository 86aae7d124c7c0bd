namespace PaymentCode.Emulation;

/// <summary>
/// Fujitsu MB85RC256V (datasheet DS501-00017): 32,768 bytes of FRAM on I2C. A byte is stored at its acknowledge, so power can fail
/// between any two; there is no page and no write time, and the address runs over from 7FFF to 0000.
/// </summary>
public sealed class Mb85rc256vChip : II2cChip
{
    /// <summary>How many bytes it stores.</summary>
    public const int Size = 32_768;

    /// <summary>The reserved address byte F8 as a 7-bit address: a device-ID read begins there ("Device ID").</summary>
    public const int DeviceIdAddress = 0x7C;

    private static readonly byte[] DeviceId = [0x00, 0xA5, 0x10];

    private readonly byte[] _memory = new byte[Size];
    private readonly int _address;
    private readonly Random _random;
    private Mode _mode;
    private int _received;
    private int _pointer;
    private int _deviceIdPlace;
    private bool _deviceIdAsked;
    private int _writesLeft = int.MaxValue;
    private bool _powered;

    /// <summary>A chip that holds an image, or where there is none, what a new one holds: anything.</summary>
    /// <param name="image">Up to <see cref="Size"/> bytes, copied to the beginning; the rest is zero.</param>
    /// <param name="seed">Decides the content of a new chip.</param>
    /// <param name="addressPins">Levels of A2, A1 and A0, 0 to 7.</param>
    public Mb85rc256vChip(byte[]? image = null, int seed = 0, int addressPins = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(addressPins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addressPins, 7);
        _address = 0x50 | addressPins;
        _random = new Random(seed);
        if (image == null)
        {
            _random.NextBytes(_memory);
        }
        else
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(image.Length, Size, nameof(image));
            image.CopyTo(_memory, 0);
        }
    }

    private enum Mode
    {
        Idle,
        Memory,
        DeviceId,
    }

    /// <inheritdoc/>
    public int MaxClockHz => 1_000_000;

    /// <summary>Level of the WP pin; the chip pulls an open one low. While it is high, data are acknowledged and not stored (DS501-00017, "Write Protect").</summary>
    public bool IsWriteProtected { get; set; }

    /// <summary>How many bytes were stored since the chip was made.</summary>
    public long BytesWritten { get; private set; }

    /// <inheritdoc/>
    public bool Start(int address, bool read)
    {
        if (!_powered)
        {
            return false;
        }

        if (address == DeviceIdAddress)
        {
            _mode = read && !_deviceIdAsked ? Mode.Idle : Mode.DeviceId;
            _deviceIdAsked &= read;
            _deviceIdPlace = 0;
            return _mode == Mode.DeviceId;
        }

        _mode = address == _address ? Mode.Memory : Mode.Idle;
        _received = 0;
        return _mode == Mode.Memory;
    }

    /// <inheritdoc/>
    public bool Receive(byte value)
    {
        if (_mode == Mode.DeviceId)
        {
            _deviceIdAsked = value >> 1 == _address;
            return _deviceIdAsked;
        }

        switch (_received++)
        {
            case 0:
                _pointer = (value & 0x7F) << 8 | (_pointer & 0xFF);
                break;
            case 1:
                _pointer = (_pointer & 0x7F00) | value;
                break;
            default:
                if (!IsWriteProtected)
                {
                    Store(value);
                }

                break;
        }

        return true;
    }

    /// <inheritdoc/>
    public byte Send()
    {
        if (_mode == Mode.DeviceId)
        {
            return DeviceId[_deviceIdPlace++ % DeviceId.Length];
        }

        byte value = _memory[_pointer];
        _pointer = (_pointer + 1) % Size;
        return value;
    }

    /// <inheritdoc/>
    public void Stop()
    {
        _mode = Mode.Idle;
        _deviceIdAsked = false;
    }

    /// <inheritdoc/>
    public void PowerOn()
    {
        _powered = true;
        _mode = Mode.Idle;

        // "Current Address Read": after power-on the address is undefined.
        _pointer = _random.Next(Size);
    }

    /// <inheritdoc/>
    public void PowerOff()
    {
        _powered = false;
        _mode = Mode.Idle;
    }

    /// <summary>
    /// Has the board's power fail when so many more bytes have been stored, at the moment the next one should be: the firmware ends in a
    /// <see cref="PowerLostException"/>. It happens once.
    /// </summary>
    /// <param name="count">Bytes that are still stored, 0 or more.</param>
    public void PowerCutAfterWrites(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _writesLeft = count;
    }

    /// <summary>Takes the cut of <see cref="PowerCutAfterWrites"/> back.</summary>
    public void CancelPowerCut() => _writesLeft = int.MaxValue;

    /// <summary>A copy of all bytes, in any state of the supply.</summary>
    public byte[] Image() => (byte[])_memory.Clone();

    private void Store(byte value)
    {
        if (_writesLeft == 0)
        {
            _writesLeft = int.MaxValue;
            throw new PowerLostException();
        }

        _writesLeft -= _writesLeft == int.MaxValue ? 0 : 1;
        _memory[_pointer] = value;
        _pointer = (_pointer + 1) % Size;
        BytesWritten++;
    }
}
