using PaymentCode.Core;
using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Crypto;
using PaymentCode.Emulation.Nfc;

namespace PaymentCode.Boards;

/// <summary>
/// A contactless bank card (docs/PROTOCOLS.md §9): an application that answers SELECT and GET PROCESSING OPTIONS, and a counter that rises in its
/// memory before a cryptogram leaves. <see cref="Contactless"/> is what a reader finds.
/// </summary>
public sealed class BankCard
{
    /// <summary>What the FCI names the application.</summary>
    public const string Label = "PAYCARD";

    private const int PdolLength = 12;

    private readonly byte[] _key;
    private bool _isSelected;

    /// <summary>A card from the bank.</summary>
    /// <param name="pan">Account number, 8 to 19 digits.</param>
    /// <param name="expiry">Expiration date, YYMMDD.</param>
    /// <param name="key">The card's key, 16 bytes.</param>
    /// <param name="counter">The last counter value it used.</param>
    /// <exception cref="ArgumentException">One of them is none.</exception>
    public BankCard(string pan, string expiry, byte[] key, ushort counter = 0)
    {
        ArgumentNullException.ThrowIfNull(pan);
        ArgumentNullException.ThrowIfNull(expiry);
        ArgumentNullException.ThrowIfNull(key);
        if (pan.Length is < 8 or > 19 || !pan.All(char.IsAsciiDigit))
        {
            throw new ArgumentException("A PAN has 8 to 19 digits.", nameof(pan));
        }

        if (expiry.Length != 6 || !expiry.All(char.IsAsciiDigit))
        {
            throw new ArgumentException("An expiration date is YYMMDD.", nameof(expiry));
        }

        if (key.Length != BankCardApplet.KeyLength)
        {
            throw new ArgumentException("A card's key has 16 bytes.", nameof(key));
        }

        Pan = pan;
        Expiry = expiry;
        Counter = counter;
        _key = [.. key];
        byte[] uid = [0x04, .. AesCmac.Compute(_key, Bytes.FromAscii(pan))[..6]];
        Contactless = new Iso14443Card(uid, Answer, new Iso14443Options { Activated = () => _isSelected = false });
    }

    /// <summary>The card in the air: bring it to a <see cref="RadioField"/>.</summary>
    public Iso14443Card Contactless { get; }

    /// <summary>The account number.</summary>
    public string Pan { get; }

    /// <summary>Expiration date, YYMMDD.</summary>
    public string Expiry { get; }

    /// <summary>The last counter value it used; at FFFF it makes no cryptogram any more.</summary>
    public ushort Counter { get; private set; }

    /// <summary>A copy with everything that this card holds at the moment, as one who can read out its memory would make it.</summary>
    public BankCard Clone() => new(Pan, Expiry, _key, Counter);

    /// <summary>Executes a command.</summary>
    /// <param name="command">The command APDU.</param>
    /// <returns>The response APDU.</returns>
    public byte[] Answer(byte[] command)
    {
        ArgumentNullException.ThrowIfNull(command);
        ResponseApdu answer = CommandApdu.TryParse(command, 0, command.Length, out CommandApdu parsed)
            ? Execute(parsed)
            : new ResponseApdu(StatusWord.WrongLength);
        return answer.ToBytes();
    }

    private ResponseApdu Execute(CommandApdu command) => (command.Cla, command.Ins) switch
    {
        (TokenApplet.ClaIso, TokenApplet.InsSelect) => Select(command),
        (TokenApplet.ClaPlain, BankCardApplet.InsGetProcessingOptions) => GetProcessingOptions(command),
        (TokenApplet.ClaIso or TokenApplet.ClaPlain, _) => new ResponseApdu(StatusWord.InstructionNotSupported),
        _ => new ResponseApdu(StatusWord.ClassNotSupported),
    };

    private ResponseApdu Select(CommandApdu command)
    {
        _isSelected = false;
        if (command.P1 != TokenApplet.SelectByName || command.P2 != 0)
        {
            return new ResponseApdu(StatusWord.IncorrectP1P2);
        }

        if (!Bytes.Same(command.Data, BankCardApplet.Aid()))
        {
            return new ResponseApdu(StatusWord.ApplicationNotFound);
        }

        _isSelected = true;
        byte[] proprietary = new TlvList()
            .Add(BankCardApplet.TagLabel, Bytes.FromAscii(Label))
            .Add(BankCardApplet.TagPdol, BankCardApplet.Pdol())
            .ToBytes();
        byte[] template = new TlvList()
            .Add(TokenApplet.TagAid, BankCardApplet.Aid())
            .Add(BankCardApplet.TagFciProprietary, proprietary)
            .ToBytes();
        return new ResponseApdu(StatusWord.Success, new TlvList().Add(TokenApplet.TagFci, template).ToBytes());
    }

    private ResponseApdu GetProcessingOptions(CommandApdu command)
    {
        if (command.P1 != 0 || command.P2 != 0)
        {
            return new ResponseApdu(StatusWord.IncorrectP1P2);
        }

        if (!_isSelected || Counter == ushort.MaxValue)
        {
            return new ResponseApdu(StatusWord.ConditionsOfUseNotSatisfied);
        }

        byte[]? pdolData = TlvList.TryParse(command.Data, out TlvList fields) && fields.Count == 1
            ? fields.Find(BankCardApplet.TagCommandTemplate, PdolLength)
            : null;
        if (pdolData == null)
        {
            return new ResponseApdu(StatusWord.WrongData);
        }

        // In the memory before the answer goes out: a reader that takes the card away early has used this value up.
        Counter++;
        byte[] expiry = Convert.FromHexString(Expiry);
        byte[] pan = Convert.FromHexString(Pan.Length % 2 == 0 ? Pan : Pan + "F");
        byte[] cryptogram = BankCardApplet.Cryptogram(_key, pdolData, Counter, expiry, pan);
        byte[] response = new TlvList()
            .Add(BankCardApplet.TagPan, pan)
            .Add(BankCardApplet.TagExpiry, expiry)
            .AddNumber(BankCardApplet.TagCounter, Counter, 2)
            .Add(BankCardApplet.TagCryptogram, cryptogram)
            .ToBytes();
        return new ResponseApdu(StatusWord.Success, new TlvList().Add(BankCardApplet.TagResponseTemplate, response).ToBytes());
    }
}
