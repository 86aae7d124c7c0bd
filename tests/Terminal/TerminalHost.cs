using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Core.Link;
using PaymentCode.Emulation;

namespace PaymentCode.Terminal.Tests;

/// <summary>The shop's computer and the bank behind it, in one: APDUs over the emulated cable, keys and all.</summary>
internal sealed class TerminalHost
{
    private const int PatienceMs = 5000;

    private readonly FrameDecoder _decoder = new();
    private readonly Action<int> _advance;
    private byte _sequence;
    private byte _resets;
    private Scp03Host? _channel;

    /// <summary>Plugged in, the link reset.</summary>
    /// <param name="board">The terminal.</param>
    /// <param name="advance">Lets time pass where the board does not run alone; null where it does.</param>
    public TerminalHost(TerminalBoard board, Action<int>? advance = null)
    {
        Board = board;
        _advance = advance ?? board.Advance;
        ResetLink();
    }

    public TerminalBoard Board { get; }

    /// <summary>The newest event that the bank has.</summary>
    public uint Acknowledged { get; set; }

    /// <summary>Whether an answer came to the last command within the host's patience.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Every byte that the terminal has sent.</summary>
    public List<byte> Heard { get; } = [];

    public Ili9341Chip Panel => Board.Panel;

    public string Headline => ScreenText.Headline(Board.Panel);

    public void Advance(int ms) => _advance(ms);

    public void Type(string keys)
    {
        foreach (char key in keys)
        {
            Board.Keypad.PressFor(key, TerminalBoard.KeyMs);
            Advance(2 * TerminalBoard.KeyMs);
        }
    }

    public void ResetLink()
    {
        _resets++;
        byte[] reset = [LinkControl.Reset, 1, 2, 3, _resets];
        Board.Serial.Send(FrameEncoder.Encode(LinkControl.Sequence, reset, 0, reset.Length));
        Await(LinkControl.FromBoard);
        _sequence = 0;
        _channel = null;
    }

    /// <summary>Sends any bytes as a command.</summary>
    public byte[] Exchange(byte[] apdu)
    {
        _sequence = LinkControl.Next(_sequence);
        Board.Serial.Send(FrameEncoder.Encode(_sequence, apdu, 0, apdu.Length));
        return Await((byte)(_sequence | LinkControl.FromBoard));
    }

    public ResponseApdu Send(byte cla, byte ins, int p1P2, params byte[] data)
    {
        byte[] answer = Exchange(new CommandApdu(cla, ins, (byte)(p1P2 >> 8), (byte)p1P2, data).ToBytes());
        return ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) ? response : new ResponseApdu(0);
    }

    /// <summary>Opens the secure channel. The status word is that of the command that ended it.</summary>
    public ushort Open(KeySet keys)
    {
        Scp03Host channel = new([8, 7, 6, 5, 4, 3, 2, 1]);
        byte[] answer = Exchange(channel.InitializeUpdate(0).ToBytes());
        if (!ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) || response.StatusWord != StatusWord.Success)
        {
            return response?.StatusWord ?? 0;
        }

        Assert.IsTrue(channel.TryOpen(response, keys.Channel()), "the terminal's cryptogram is wrong");
        answer = Exchange(channel.ExternalAuthenticate().ToBytes());
        ushort status = BigEndian.GetUInt16(answer, answer.Length - 2);
        _channel = status == StatusWord.Success ? channel : null;
        return status;
    }

    /// <summary>Sends a command of the bank's. A success must be authentic.</summary>
    public ResponseApdu Secured(byte ins, int p1P2, params byte[] data)
    {
        byte[] answer = Exchange(Wrap(ins, p1P2, data));
        if (!IsAnswered)
        {
            return new ResponseApdu(0);
        }

        Assert.IsTrue(_channel!.TryUnwrap(answer, out ResponseApdu plain, out bool authentic), "neither authentic nor an error");
        Assert.AreEqual(plain.StatusWord == StatusWord.Success, authentic);
        return plain;
    }

    /// <summary>A command of the bank's as it goes over the cable.</summary>
    public byte[] Wrap(byte ins, int p1P2, params byte[] data)
    {
        Assert.IsNotNull(_channel, "no channel");
        return _channel.Wrap(new CommandApdu(0x80, ins, (byte)(p1P2 >> 8), (byte)p1P2, data)).ToBytes();
    }

    public ushort PutKeys(KeySet keys) =>
        Secured(TokenApplet.InsPutKey, TokenApplet.PutKeyFirstOfSeveral, keys.ToBytes(_channel!.EncryptKey)).StatusWord;

    /// <summary>Asks for the next event, having taken the one before.</summary>
    public TerminalEvent Poll()
    {
        byte[] query = new TlvList().AddNumber(TerminalApplet.TagSequence, Acknowledged, 4).ToBytes();
        ResponseApdu answer = Secured(TerminalApplet.InsGetEvent, 0, query);
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(TlvList.TryParse(answer.Data, out TlvList fields));
        TerminalEvent found = new(fields);
        Acknowledged = found.Kind == 0 ? Acknowledged : found.Sequence;
        return found;
    }

    /// <summary>Asks as the bank does, every 50 ms, until there is an event.</summary>
    public TerminalEvent Await(byte kind, int patienceMs = 5000)
    {
        for (long until = Board.NowMs + patienceMs; Board.NowMs < until;)
        {
            TerminalEvent found = Poll();
            if (found.Kind != 0)
            {
                Assert.AreEqual(kind, found.Kind, "kind of event");
                return found;
            }

            Advance(50);
        }

        Assert.Fail($"no event {kind:X2} within {patienceMs} ms; the display says {string.Join('|', ScreenText.Lines(Board.Panel))}");
        return null!;
    }

    /// <summary>Asks as the bank does while nothing happens, so that the terminal stays in service.</summary>
    public void Idle(int ms)
    {
        for (long until = Board.NowMs + ms; Board.NowMs < until;)
        {
            Poll();
            Advance((int)Math.Min(500, Math.Max(1, until - Board.NowMs)));
        }
    }

    public ushort Direct(uint transaction, byte directive, TlvList? fields = null) =>
        Secured(TerminalApplet.InsDirect, 0, Directive(transaction, directive, fields)).StatusWord;

    public static byte[] Directive(uint transaction, byte directive, TlvList? fields)
    {
        TlvList data = new TlvList().AddNumber(TerminalApplet.TagTransaction, transaction, 4).AddNumber(TerminalApplet.TagDirective, directive, 1);
        return (fields == null ? data : data.AddAll(fields)).ToBytes();
    }

    public ushort Approve(uint transaction, long minor = 1234) => Direct(transaction, TerminalApplet.DirectApproved, TestTerminal.Amount(minor));

    public ushort Refuse(uint transaction, byte reason) =>
        Direct(transaction, TerminalApplet.DirectRefused, new TlvList().AddNumber(TerminalApplet.TagReason, reason, 1));

    /// <summary>EXCHANGE: the result, and the card's answer where it is 00.</summary>
    public (ushort Status, byte Result, byte[]? Response) Pass(uint transaction, byte[] apdu)
    {
        byte[] data = new TlvList().AddNumber(TerminalApplet.TagTransaction, transaction, 4).Add(TerminalApplet.TagCommand, apdu).ToBytes();
        ResponseApdu answer = Secured(TerminalApplet.InsExchange, 0, data);
        if (answer.StatusWord != StatusWord.Success)
        {
            return (answer.StatusWord, 0xFF, null);
        }

        Assert.IsTrue(TlvList.TryParse(answer.Data, out TlvList fields));
        return (answer.StatusWord, fields.Find(TerminalApplet.TagExchange)[0], fields.Find(TerminalApplet.TagResponse));
    }

    /// <summary>GET STATUS: what the journal has.</summary>
    public byte Journal(uint transaction)
    {
        ResponseApdu answer = Secured(TokenApplet.InsGetStatus, 0, new TlvList().AddNumber(TerminalApplet.TagTransaction, transaction, 4).ToBytes());
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(TlvList.TryParse(answer.Data, out TlvList fields));
        return fields.Find(TerminalApplet.TagJournal)[0];
    }

    public TokenInformation Information()
    {
        ResponseApdu answer = Send(0x80, TokenApplet.InsGetData, 0x00E1);
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(TokenInformation.TryParse(answer.Data, out TokenInformation information));
        return information;
    }

    private byte[] Await(byte sequence)
    {
        IsAnswered = false;
        for (long patience = Board.NowMs + PatienceMs; Board.NowMs < patience && Board.IsPowered;)
        {
            Advance(TerminalBoard.StepMs);
            foreach (byte value in Board.Serial.ReceiveAll())
            {
                Heard.Add(value);
                if (_decoder.Push(value) && _decoder.Buffer[0] == sequence)
                {
                    IsAnswered = true;
                    return Bytes.Slice(_decoder.Buffer, 1, _decoder.Length - 1);
                }
            }
        }

        return [];
    }
}

/// <summary>An answer of GET EVENT.</summary>
internal sealed class TerminalEvent(TlvList fields)
{
    public TlvList Fields { get; } = fields;

    public byte State => (byte)Number(TerminalApplet.TagState, 1);

    /// <summary>0 where there is no event.</summary>
    public byte Kind => Fields.Find(TerminalApplet.TagEvent) == null ? (byte)0 : (byte)Number(TerminalApplet.TagEvent, 1);

    public uint Sequence => (uint)Number(TerminalApplet.TagSequence, 4);

    public uint Transaction => (uint)Number(TerminalApplet.TagTransaction, 4);

    private ulong Number(int tag, int length)
    {
        Assert.IsTrue(Fields.TryGetNumber(tag, length, out ulong value), $"{tag:X4} is missing");
        return value;
    }
}
