using PaymentCode.Boards;
using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Crypto;
using PaymentCode.Core.Link;

namespace PaymentCode.Token.Tests;

/// <summary>The computer that a token is plugged into and the bank behind it, in one: APDUs over the emulated cable, keys and all.</summary>
internal sealed class TokenHost
{
    private const int PatienceMs = 5000;

    private readonly FrameDecoder _decoder = new();
    private byte _sequence;
    private byte _resets;
    private Scp03Host? _channel;

    public TokenHost(TokenBoard board)
    {
        Board = board;
        ResetLink();
    }

    public TokenBoard Board { get; }

    /// <summary>Whether an answer came to the last command within the host's patience.</summary>
    public bool IsAnswered { get; private set; }

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

    public ResponseApdu Send(CommandApdu command)
    {
        byte[] answer = Exchange(command.ToBytes());
        return ResponseApdu.TryParse(answer, 0, answer.Length, out ResponseApdu response) ? response : new ResponseApdu(0);
    }

    public ResponseApdu Send(byte cla, byte ins, int p1P2, params byte[] data) =>
        Send(new CommandApdu(cla, ins, (byte)(p1P2 >> 8), (byte)p1P2, data));

    /// <summary>Opens the secure channel. The status word is that of the command that ended it.</summary>
    public ushort Open(KeySet keys)
    {
        Scp03Host channel = new([8, 7, 6, 5, 4, 3, 2, 1]);
        ResponseApdu answer = Send(channel.InitializeUpdate(0));
        if (answer.StatusWord != StatusWord.Success)
        {
            return answer.StatusWord;
        }

        Assert.IsTrue(channel.TryOpen(answer, keys.Channel()), "the token's cryptogram is wrong");
        ushort status = Send(channel.ExternalAuthenticate()).StatusWord;
        _channel = status == StatusWord.Success ? channel : null;
        return status;
    }

    /// <summary>Sends a command of the bank's. A success must be authentic.</summary>
    public ResponseApdu Secured(byte ins, int p1P2, params byte[] data)
    {
        Assert.IsNotNull(_channel, "no channel");
        byte[] answer = Exchange(_channel.Wrap(new CommandApdu(0x80, ins, (byte)(p1P2 >> 8), (byte)p1P2, data)).ToBytes());
        if (!IsAnswered)
        {
            return new ResponseApdu(0);
        }

        Assert.IsTrue(_channel.TryUnwrap(answer, out ResponseApdu plain, out bool authentic), "neither authentic nor an error");
        Assert.AreEqual(plain.StatusWord == StatusWord.Success, authentic);
        return plain;
    }

    public ushort PutKeys(KeySet keys) =>
        Secured(TokenApplet.InsPutKey, TokenApplet.PutKeyFirstOfSeveral, keys.ToBytes(_channel!.EncryptKey)).StatusWord;

    public ushort SetClock(uint utc)
    {
        byte[] data = new byte[4];
        BigEndian.Put(utc, data, 0, 4);
        return Secured(TokenApplet.InsPutData, TokenApplet.TagClock, data).StatusWord;
    }

    public ushort Generate(TransactionData transaction) =>
        Secured(TokenApplet.InsGenerateCode, 0, transaction.ToBytes()).StatusWord;

    public TransactionStatus Status(uint nonce)
    {
        ResponseApdu answer = Secured(TokenApplet.InsGetStatus, 0, TransactionStatus.Query(nonce));
        Assert.AreEqual(StatusWord.Success, answer.StatusWord);
        Assert.IsTrue(TransactionStatus.TryParse(answer.Data, out TransactionStatus status));
        return status;
    }

    public ushort Cancel(uint nonce) => Secured(TokenApplet.InsCancel, 0, TransactionStatus.Query(nonce)).StatusWord;

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
            Board.Step();
            foreach (byte value in Board.Serial.ReceiveAll())
            {
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
