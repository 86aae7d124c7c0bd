using System.Device.Spi;
using PaymentCode.Emulation;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Benchmarks.Nfc;

/// <summary>
/// Random bytes for an emulated PN532 with cards in its field, over SPI and its UART in turn: noise, frames of random commands with random
/// parameters, and such frames with something changed, cut off or doubled. After each stream the chip has to say its version.
/// </summary>
internal sealed class Pn532Streams
{
    private const int ClockHz = 2_000_000;
    private const long Us = 1_000;
    private const long Ms = VirtualClock.NsPerMs;
    private const int LongestNoise = 48;
    private const byte PowerDown = 0x16;
    private const int UsualRate = 115_200;

    private static readonly byte[] Commands = [.. Enum.GetValues<Pn532Command>().Select(command => (byte)command)];
    private static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];
    private static readonly byte[] GetFirmwareVersion = [0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00];
    private static readonly byte[] Version = [0xD5, 0x03, 0x32, 0x01, 0x06, 0x07];

    private readonly VirtualClock _clock = new();
    private readonly RadioField _field = new(1);
    private readonly Pn532Chip _chip;
    private readonly Random _random;
    private readonly ContactlessCard[] _cards;
    private readonly List<byte> _heard = [];

    public Pn532Streams(int seed)
    {
        _random = new Random(seed);
        _chip = new Pn532Chip(_clock, _field, seed);
        _chip.Serial.Sent += _heard.Add;
        _cards =
        [
            new Iso14443Card([0x08, 0x01, 0x02, 0x03], command => [.. command, 0x90, 0x00]),
            new NtagCard([0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66]),
            new MifareClassicCard([0xC1, 0xC2, 0xC3, 0xC4]),
        ];
        _chip.PowerOn();
    }

    /// <summary>How often the chip had been told to sleep beyond waking, or to change its rate, and was switched off and on.</summary>
    public int PowerCycles { get; private set; }

    /// <summary>One stream and the question after it.</summary>
    /// <returns>What was wrong, or null.</returns>
    public string? Run()
    {
        _chip.Link = _random.Next(4) == 0 ? Pn532Link.Hsu : Pn532Link.Spi;
        if (_random.Next(8) == 0)
        {
            Shuffle();
        }

        byte[] stream = Stream();
        Write(stream);
        _clock.Advance(_random.Next(2) == 0 ? _random.NextInt64(3 * Ms) : _random.NextInt64(60 * Ms));
        if (_random.Next(4) == 0)
        {
            Read();
        }

        return Ask() == null ? null : Ask(afterPowerCycle: stream);
    }

    private string? Ask(byte[]? afterPowerCycle = null)
    {
        if (afterPowerCycle != null)
        {
            // Two commands may leave a chip that does not hear: asleep with other wake-ups, or at another rate since the ACK.
            if (Array.IndexOf(afterPowerCycle, PowerDown) < 0 && _chip.Serial.BaudRate == UsualRate)
            {
                return $"no version after {Convert.ToHexString(afterPowerCycle)} over {_chip.Link}";
            }

            PowerCycle();
        }
        else if (_chip.Serial.BaudRate != UsualRate)
        {
            PowerCycle();
        }

        // On the UART a frame that was cut off ends by its timeout, as a real host has to wait for it.
        _clock.Advance(_chip.Link == Pn532Link.Hsu ? 90 * Ms : 0);
        Wake();
        Write(Ack);
        _clock.Advance(1 * Ms);
        _heard.Clear();
        Write(GetFirmwareVersion);
        _clock.Advance(3 * Ms);
        byte[] heard = Read();
        bool acknowledged = heard.AsSpan().IndexOf(Ack) >= 0;
        bool answered = heard.AsSpan().IndexOf(Version) >= 0;
        return acknowledged && answered ? null
            : afterPowerCycle == null ? "" : $"no version, even after a power cycle: {Convert.ToHexString(heard)}";
    }

    private void PowerCycle()
    {
        PowerCycles++;
        _chip.PowerOff();
        _chip.PowerOn();
    }

    private void Shuffle()
    {
        foreach (ContactlessCard card in _cards)
        {
            if (_random.Next(2) == 0)
            {
                _field.Bring(card, _random.Next(60));
            }
            else
            {
                _field.Remove(card);
            }
        }
    }

    private byte[] Stream()
    {
        byte[] noise = new byte[_random.Next(1, LongestNoise)];
        _random.NextBytes(noise);
        switch (_random.Next(8))
        {
            case 0:
                return noise;
            case 1:
                return [0x00, 0x00, 0xFF, .. noise];
            case 2:
                byte[] changed = Frame();
                changed[_random.Next(changed.Length)] = (byte)_random.Next(256);
                return changed;
            case 3:
                byte[] cut = Frame();
                return cut[.._random.Next(1, cut.Length)];
            case 4:
                return [.. Frame(), .. Frame()];
            default:
                return Frame();
        }
    }

    private byte[] Frame()
    {
        byte command = _random.Next(10) == 0 ? (byte)_random.Next(256) : Commands[_random.Next(Commands.Length)];
        byte[] parameters = new byte[_random.Next(20) == 0 ? _random.Next(300) : _random.Next(12)];
        _random.NextBytes(parameters);
        for (int i = 0; i < parameters.Length; i++)
        {
            // Small numbers are what most parameters mean something with.
            parameters[i] = _random.Next(2) == 0 ? (byte)(parameters[i] & 0x07) : parameters[i];
        }

        byte[] data = [0xD4, command, .. parameters];
        int sum = 0;
        foreach (byte value in data)
        {
            sum += value;
        }

        byte[] length = data.Length > 255
            ? [0xFF, 0xFF, (byte)(data.Length >> 8), (byte)data.Length, (byte)-((data.Length >> 8) + data.Length)]
            : [(byte)data.Length, (byte)-data.Length];
        return [0x00, 0x00, 0xFF, .. length, .. data, (byte)-sum, 0x00];
    }

    private void Wake()
    {
        if (_chip.IsAwake)
        {
            return;
        }

        if (_chip.Link == Pn532Link.Spi)
        {
            _chip.Select();
        }
        else
        {
            _chip.Serial.Receive(0x55);
        }

        _clock.Advance(2 * Ms);
        _chip.Deselect();
    }

    private void Write(byte[] bytes)
    {
        if (_chip.Link == Pn532Link.Hsu)
        {
            foreach (byte value in bytes)
            {
                _clock.Advance(87 * Us);
                _chip.Serial.Receive(value);
            }

            return;
        }

        _chip.Select();
        Exchange(0x80);
        foreach (byte value in bytes)
        {
            Exchange(Turned(value));
        }

        _chip.Deselect();
    }

    private byte[] Read()
    {
        if (_chip.Link == Pn532Link.Hsu)
        {
            return [.. _heard];
        }

        List<byte> read = [];
        for (int frames = 0; frames < 3 && _chip.IsInterruptRequested; frames++)
        {
            _chip.Select();
            Exchange(0xC0);
            for (int i = 0; i < 16; i++)
            {
                read.Add(Turned(Exchange(0)));
            }

            _chip.Deselect();
        }

        return [.. read];
    }

    private byte Exchange(byte value)
    {
        _clock.Advance(4 * Us);
        return _chip.Exchange(value, SpiMode.Mode0, ClockHz);
    }

    private static byte Turned(byte value)
    {
        int turned = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            turned |= ((value >> bit) & 1) << (7 - bit);
        }

        return (byte)turned;
    }
}
