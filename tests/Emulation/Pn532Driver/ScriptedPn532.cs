using System.Device.Spi;

namespace PaymentCode.Emulation.Tests;

/// <summary>
/// A PN532 of a few lines that answers from a script, in literal bytes. It checks a frame as UM0701-02 §6.2.1 says and acknowledges no other;
/// it forgets an answer that nobody took when the next command comes.
/// </summary>
internal sealed class ScriptedPn532
{
    private static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];

    /// <summary>Answers to GetFirmwareVersion, SetParameters, SAMConfiguration and RFConfiguration.</summary>
    private static readonly Dictionary<byte, string> Usual = new()
    {
        [0x02] = "0000FF06FAD50332010607E800",
        [0x12] = "0000FF02FED5131800",
        [0x14] = "0000FF02FED5151600",
        [0x32] = "0000FF02FED533F800",
    };

    private readonly Queue<(byte[] Frame, int Polls)> _output = new();

    /// <summary>What came, from the start code on.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>What came and was no frame.</summary>
    public List<string> Malformed { get; } = [];

    /// <summary>Whole frames that answer the next commands, in their turn.</summary>
    public Queue<string> Answers { get; } = new();

    /// <summary>How many polls say "not ready" before each ACK.</summary>
    public int PollsBeforeAck { get; set; }

    /// <summary>How many polls say "not ready" before each answer.</summary>
    public int PollsBeforeAnswer { get; set; }

    /// <summary>Answers the next command with this much, D5 and the checksums around it.</summary>
    /// <param name="hex">Response code and data.</param>
    public void Answer(string hex)
    {
        byte[] counted = [0xD5, .. Convert.FromHexString(hex)];
        byte length = (byte)counted.Length;
        byte checksum = (byte)-counted.Sum(value => value);
        Answers.Enqueue(Convert.ToHexString([0x00, 0x00, 0xFF, length, (byte)-length, .. counted, checksum, 0x00]));
    }

    /// <summary>Takes what the host wrote.</summary>
    public void Receive(byte[] written)
    {
        int start = written.AsSpan().IndexOf(new byte[] { 0x00, 0xFF });
        byte[] frame = start < 0 ? written : written[start..];
        if (!IsCommand(frame))
        {
            Malformed.Add(Convert.ToHexString(frame));
            return;
        }

        Frames.Add(Convert.ToHexString(frame));
        _output.Clear();
        _output.Enqueue((Ack, PollsBeforeAck));
        if (Answers.TryDequeue(out string? answer) || Usual.TryGetValue(frame[5], out answer))
        {
            _output.Enqueue((Convert.FromHexString(answer), PollsBeforeAnswer));
        }
    }

    /// <summary>Whether the host may read now.</summary>
    public bool Poll()
    {
        if (!_output.TryPeek(out (byte[] Frame, int Polls) next))
        {
            return false;
        }

        if (next.Polls == 0)
        {
            return true;
        }

        // The first of the queue, with a poll less.
        (byte[] Frame, int Polls)[] rest = [.. _output.Skip(1)];
        _output.Clear();
        foreach ((byte[] Frame, int Polls) frame in rest.Prepend((next.Frame, next.Polls - 1)))
        {
            _output.Enqueue(frame);
        }

        return false;
    }

    /// <summary>A byte of what can be read, zeros behind it.</summary>
    public byte Byte(int at) => _output.TryPeek(out (byte[] Frame, int Polls) next) && at < next.Frame.Length ? next.Frame[at] : (byte)0;

    /// <summary>The host has ended reading, whether it read all or not.</summary>
    public void Taken() => _output.TryDequeue(out _);

    /// <summary>All that can be read, at once.</summary>
    public byte[] TakeAll()
    {
        byte[] all = [.. _output.SelectMany(output => output.Frame)];
        _output.Clear();
        return all;
    }

    private static bool IsCommand(byte[] frame)
    {
        if (frame.Length < 7 || (byte)(frame[2] + frame[3]) != 0 || frame.Length < frame[2] + 5 || frame[4] != 0xD4)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i <= frame[2]; i++)
        {
            sum += frame[4 + i];
        }

        return (byte)sum == 0;
    }

    /// <summary>It on SPI. A window is what the host sent while the chip was selected, lowest bit first.</summary>
    internal sealed class OnSpi(ScriptedPn532 chip) : ISpiChip
    {
        private readonly List<byte> _window = [];

        public List<string> Windows { get; } = [];

        public (SpiMode Mode, int ClockHz) LastSettings { get; private set; }

        public void Select() => _window.Clear();

        public byte Exchange(byte mosi, SpiMode mode, int clockHz)
        {
            LastSettings = (mode, clockHz);
            _window.Add(Reversed(mosi));
            return _window.Count == 1 ? (byte)0 : Reversed(Answer());
        }

        public void Deselect()
        {
            Windows.Add(Convert.ToHexString([.. _window]));
            if (_window.Count > 1 && _window[0] == 0x01)
            {
                chip.Receive([.. _window.Skip(1)]);
            }
            else if (_window.Count > 1 && _window[0] == 0x03)
            {
                chip.Taken();
            }
        }

        public void PowerOn()
        {
        }

        public void PowerOff()
        {
        }

        private byte Answer() => _window[0] switch
        {
            0x02 => (byte)(chip.Poll() ? 1 : 0),
            0x03 => chip.Byte(_window.Count - 2),
            _ => 0,
        };

        private static byte Reversed(byte value)
        {
            int turned = 0;
            for (int bit = 0; bit < 8; bit++)
            {
                turned |= ((value >> bit) & 1) << (7 - bit);
            }

            return (byte)turned;
        }
    }

    /// <summary>It on I2C: a status byte, and a frame behind it where it is ready.</summary>
    internal sealed class OnI2c(ScriptedPn532 chip) : II2cChip
    {
        private readonly List<byte> _written = [];
        private bool _ready;
        private int _sent;

        public List<int> Reads { get; } = [];

        /// <summary>How many addresses it is deaf to.</summary>
        public int Deaf { get; set; }

        public int MaxClockHz => 400_000;

        public bool Start(int address, bool read)
        {
            if (address != 0x24 || Deaf-- > 0)
            {
                return false;
            }

            Deaf = 0;
            _written.Clear();
            _sent = 0;
            _ready = read && chip.Poll();
            return true;
        }

        public bool Receive(byte value)
        {
            _written.Add(value);
            return true;
        }

        public byte Send() => _sent++ == 0 ? (byte)(_ready ? 1 : 0) : _ready ? chip.Byte(_sent - 2) : (byte)0;

        public void Stop()
        {
            if (_sent > 0)
            {
                Reads.Add(_sent);
            }

            if (_written.Count > 0)
            {
                chip.Receive([.. _written]);
            }
            else if (_sent > 1 && _ready)
            {
                chip.Taken();
            }

            _written.Clear();
            _sent = 0;
        }

        public void PowerOn()
        {
        }

        public void PowerOff()
        {
        }
    }

    /// <summary>It on the other end of a serial line, looked after every tenth of a millisecond.</summary>
    internal sealed class OnSerial
    {
        private const int PeriodNs = 100_000;

        private readonly ScriptedPn532 _chip;
        private readonly EmulatedBoard _board;
        private readonly SerialLine _line;
        private readonly List<byte> _heard = [];
        private int _quiet;

        public OnSerial(ScriptedPn532 chip, EmulatedBoard board, SerialLine line)
        {
            (_chip, _board, _line) = (chip, board, line);
            Turn();
        }

        /// <summary>What came, each up to a silence.</summary>
        public List<string> Heard { get; } = [];

        private void Turn()
        {
            byte[] arrived = _line.ReceiveAll();
            _heard.AddRange(arrived);
            _quiet = arrived.Length > 0 ? 0 : _quiet + 1;
            if (_heard.Count > 0 && _quiet == 3)
            {
                Heard.Add(Convert.ToHexString([.. _heard]));
                _chip.Receive([.. _heard]);
                _heard.Clear();
                _line.Send(_chip.TakeAll());

                // What a host sends sets out when time passes; a chip does not wait for that.
                _board.AdvanceNs(0);
            }

            _board.Clock.Schedule(_board.Clock.NowNs + PeriodNs, Turn);
        }
    }
}
