using System.Reflection;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Core.Link;
using PaymentCode.Emulation;

namespace PaymentCode.Benchmarks.Memory;

/// <summary>A board with counted firmware, the computer on its serial line, and the bank behind that. Every step of the board is metered.</summary>
internal sealed class MeteredBoard
{
    private const int PatienceSteps = 500;

    private readonly dynamic _board;
    private readonly SerialLine _line;
    private readonly FrameDecoder _decoder = new();
    private readonly byte[] _aid;
    private byte _sequence;
    private byte _resets;
    private Scp03Host? _channel;

    /// <summary>Makes a board and lets it start.</summary>
    /// <param name="firmware">The counted firmware.</param>
    /// <param name="type">Full name of the board's type.</param>
    /// <param name="aid">Identifier of its application.</param>
    internal MeteredBoard(InstrumentedFirmware firmware, string type, byte[] aid)
    {
        Type board = firmware.Boards.GetType(type, throwOnError: true)!;
        HeapMeter.Start();
        ConstructorInfo made = board.GetConstructors().MinBy(constructor => constructor.GetParameters().Length)!;
        _board = made.Invoke([.. made.GetParameters().Select(parameter => parameter.DefaultValue)]);
        _line = _board.Serial;
        _aid = aid;
        Advance(500);
        ResetLink();
    }

    /// <summary>The board itself: its button, its keypad, its display.</summary>
    internal dynamic Board => _board;

    /// <summary>Lets time pass.</summary>
    /// <param name="ms">Milliseconds.</param>
    internal void Advance(int ms)
    {
        for (long until = _board.NowMs + ms; _board.NowMs < until;)
        {
            Step();
        }
    }

    /// <summary>Switches the supply off and on: only statics outlive it, and the count begins with them.</summary>
    internal void PowerCycle()
    {
        _board.PowerOff();
        HeapMeter.Restart();
        _board.PowerOn();
        Advance(1000);
        ResetLink();
    }

    /// <summary>SELECT and a secure channel under these keys.</summary>
    internal void Open(KeySet keys)
    {
        Expect(Send(new CommandApdu(TokenApplet.ClaIso, TokenApplet.InsSelect, TokenApplet.SelectByName, 0, _aid)));
        _channel = new Scp03Host([1, 2, 3, 4, 5, 6, 7, 8]);
        if (!_channel.TryOpen(Send(_channel.InitializeUpdate(0)), keys.Channel()))
        {
            throw new InvalidOperationException("The board's cryptogram is wrong.");
        }

        Expect(Send(_channel.ExternalAuthenticate()));
    }

    /// <summary>The issuer's first keys, in clear, then the bank's under the channel.</summary>
    internal void Personalise(KeySet transport, KeySet personal)
    {
        byte[] serial = [1, 2, 3, 4, 5, 6, 7, 8];
        Expect(Send(new CommandApdu(TokenApplet.ClaPlain, TokenApplet.InsPutKey, 0, TokenApplet.PutKeyFirstOfSeveral, [.. serial, .. transport.ToBytes(null)])));
        Open(transport);
        Secured(TokenApplet.InsPutKey, TokenApplet.PutKeyFirstOfSeveral, personal.ToBytes(_channel!.EncryptKey));
    }

    /// <summary>A command of the bank's; its answer must be authentic and 9000.</summary>
    internal byte[] Secured(byte ins, int p1P2, byte[] data)
    {
        byte[] answer = Exchange(_channel!.Wrap(new CommandApdu(TokenApplet.ClaSecure, ins, (byte)(p1P2 >> 8), (byte)p1P2, data)).ToBytes());
        if (!_channel.TryUnwrap(answer, out ResponseApdu plain, out bool isAuthentic) || !isAuthentic)
        {
            throw new InvalidOperationException($"The board answers {Convert.ToHexString(answer)} to instruction {ins:X2}.");
        }

        Expect(plain);
        return plain.Data;
    }

    private static void Expect(ResponseApdu answer)
    {
        if (answer.StatusWord != StatusWord.Success)
        {
            throw new InvalidOperationException($"The board answers {answer.StatusWord:X4}.");
        }
    }

    private void Step()
    {
        _board.Step();
        HeapMeter.Collect();
    }

    private void ResetLink()
    {
        byte[] reset = [LinkControl.Reset, 1, 2, 3, ++_resets];
        _line.Send(FrameEncoder.Encode(LinkControl.Sequence, reset, 0, reset.Length));
        Await(LinkControl.FromBoard);
        _sequence = 0;
    }

    private ResponseApdu Send(CommandApdu command)
    {
        byte[] answer = Exchange(command.ToBytes());
        return ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) ? response : throw new InvalidOperationException("The board answers with no APDU.");
    }

    private byte[] Exchange(byte[] apdu)
    {
        _sequence = LinkControl.Next(_sequence);
        _line.Send(FrameEncoder.Encode(_sequence, apdu, 0, apdu.Length));
        return Await((byte)(_sequence | LinkControl.FromBoard));
    }

    private byte[] Await(byte sequence)
    {
        for (int i = 0; i < PatienceSteps; i++)
        {
            Step();
            foreach (byte value in _line.ReceiveAll())
            {
                if (_decoder.Push(value) && _decoder.Buffer[0] == sequence)
                {
                    return Bytes.Slice(_decoder.Buffer, 1, _decoder.Length - 1);
                }
            }
        }

        throw new InvalidOperationException("The board does not answer.");
    }
}
