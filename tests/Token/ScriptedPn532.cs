using System.Device.Spi;
using PaymentCode.Emulation;

namespace PaymentCode.Token.Tests;

/// <summary>
/// A chip in the PN532's place that says what the test puts into its mouth, byte by byte: it checks nothing, knows no radio, and takes no
/// time. What it should say after setting up and after TgSetData it says by itself.
/// </summary>
internal sealed class ScriptedPn532 : ISpiChip
{
    public const string Acknowledge = "0000FF00FF00";
    public const string NotAcknowledge = "0000FFFF0000";

    private readonly Queue<byte[]> _frames = new();
    private readonly List<byte> _written = [];
    private byte[] _reading = [];
    private int _count;
    private byte _operation;

    /// <summary>What the host sent, each as its frame in hex digits, ACKs too.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>How often the status byte was read.</summary>
    public int StatusReads { get; private set; }

    /// <summary>What the line from the chip carries while the chip is silent for good; null while it lives.</summary>
    public byte? Dead { get; set; }

    /// <summary>Answers by the command's code, in hex digits of what follows D5; one that is missing waits for <see cref="Say"/>.</summary>
    public Dictionary<byte, string> Answers { get; } = new()
    {
        [0x14] = "15",
        [0x02] = "0332010607",
        [0x12] = "13",
        [0x8E] = "8F00",
    };

    /// <summary>The data of each TgSetData, in hex digits.</summary>
    public List<string> Responses { get; } = [];

    /// <summary>Whether TgGetData came last.</summary>
    public bool IsAskedForData => Frames[^1] == "0000FF02FED486A600";

    /// <summary>The frames that carry a command with this code, in the order in which they came.</summary>
    public IEnumerable<string> Commands(string code) => Frames.Where(frame => frame.Length > 14 && frame[10..14] == "D4" + code);

    /// <summary>Has the chip give an answer.</summary>
    /// <param name="data">What follows D5, in hex digits.</param>
    public void Say(string data) => _frames.Enqueue(Frame(Convert.FromHexString("D5" + data)));

    /// <summary>Has the chip send these bytes and nothing else.</summary>
    public void SayRaw(byte[] bytes) => _frames.Enqueue(bytes);

    public void PowerOn() => _frames.Clear();

    public void PowerOff() => _frames.Clear();

    public void Select()
    {
        _count = 0;
        _written.Clear();
    }

    public byte Exchange(byte mosi, SpiMode mode, int clockHz)
    {
        Assert.AreEqual(SpiMode.Mode0, mode);
        Assert.IsTrue(clockHz <= 5_000_000);
        if (Dead is byte silence)
        {
            return silence;
        }

        byte sent = Turned(mosi);
        int position = _count++;
        if (position == 0)
        {
            _operation = sent;
            _reading = sent == 3 && _frames.Count > 0 ? _frames.Dequeue() : [];
            StatusReads += sent == 2 ? 1 : 0;
            return 0;
        }

        switch (_operation)
        {
            case 1:
                _written.Add(sent);
                return 0;
            case 2:
                return Turned(_frames.Count > 0 ? (byte)1 : (byte)0);
            default:
                return Turned(position <= _reading.Length ? _reading[position - 1] : (byte)0);
        }
    }

    public void Deselect()
    {
        if (_operation != 1 || _written.Count == 0)
        {
            return;
        }

        string frame = Convert.ToHexString([.. _written]);
        _written.Clear();
        Frames.Add(frame);
        if (frame == Acknowledge)
        {
            _frames.Clear();
            return;
        }

        if (frame == NotAcknowledge)
        {
            return;
        }

        _frames.Enqueue(Convert.FromHexString(Acknowledge));
        byte code = Convert.FromHexString(frame)[6];
        if (code == 0x8E)
        {
            Responses.Add(frame[14..^4]);
        }

        if (Answers.TryGetValue(code, out string? answer))
        {
            Say(answer);
        }
    }

    private static byte[] Frame(byte[] data)
    {
        byte sum = (byte)data.Sum(value => value);
        return data.Length <= 255
            ? [0, 0, 0xFF, (byte)data.Length, (byte)-data.Length, .. data, (byte)-sum, 0]
            : [0, 0, 0xFF, 0xFF, 0xFF, (byte)(data.Length >> 8), (byte)data.Length, (byte)-((data.Length >> 8) + data.Length), .. data, (byte)-sum, 0];
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
