using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;
using PaymentCode.Core.Crypto;

namespace PaymentCode.Token.Tests;

/// <summary>The bank at the far end of one of the token's links: commands in clear and through a secure channel, keys and all.</summary>
internal abstract class BankLink
{
    private Scp03Host? _channel;

    /// <summary>Whether an answer came to the last command within the host's patience.</summary>
    public bool IsAnswered { get; protected set; }

    /// <summary>Sends any bytes as a command.</summary>
    public abstract byte[] Exchange(byte[] apdu);

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

    /// <summary>What the bank knew of its channel is forgotten.</summary>
    protected void ForgetChannel() => _channel = null;
}
