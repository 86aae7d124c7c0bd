using PaymentCode.Core.Apdu;
using PaymentCode.Core.Applet;
using PaymentCode.Core.Codes;

namespace PaymentCode.Bank.Tests.Terminals;

/// <summary>A token over NFC: it takes GENERATE CODE and CANCEL under its channel, and its code is there when the button was pressed.</summary>
internal sealed class FakeNfcToken(string serial, KeySet keys) : FakeBoard(serial, TokenApplet.Aid(), keys)
{
    private readonly List<uint> _cancelled = [];

    public ushort Counter { get; set; }

    /// <summary>What its display shows; null for nothing.</summary>
    public TransactionData? Shown { get; private set; }

    /// <summary>How often it was asked to show something new.</summary>
    public int Prompts { get; private set; }

    /// <summary>Nonces that it was told to give up.</summary>
    public IReadOnlyList<uint> Cancelled => _cancelled;

    /// <summary>The button is pressed: the code's payload.</summary>
    public byte[] Press()
    {
        lock (Lock)
        {
            Counter++;
            return Payload(Shown!, Counter);
        }
    }

    /// <summary>A payload over any transaction, under this token's key.</summary>
    public byte[] Payload(TransactionData transaction, ushort counter) => new AuthorizationPayload(
        Convert.FromHexString(Serial), counter, transaction.Reservation, AuthorizationCode.Authenticator(FourthKey, counter, transaction.Challenge())).ToBytes();

    protected override ResponseApdu Execute(CommandApdu command)
    {
        switch (command.Ins)
        {
            case TokenApplet.InsPutData:
                var clock = Core.BigEndian.GetUInt32(command.Data, 0);
                Shown = Shown?.ExpiresAt <= clock ? null : Shown;
                return new ResponseApdu(StatusWord.Success);
            case TokenApplet.InsCancel:
                Assert.IsTrue(TransactionStatus.TryParseQuery(command.Data, out var nonce));
                _cancelled.Add(nonce);
                if (Shown?.Nonce != nonce)
                {
                    return new ResponseApdu(StatusWord.ReferencedDataNotFound);
                }

                Shown = null;
                return new ResponseApdu(StatusWord.Success);
            case TokenApplet.InsGenerateCode:
                Assert.IsTrue(TransactionData.TryParse(command.Data, out var transaction));
                if (Shown is not null && Shown.Nonce != transaction.Nonce)
                {
                    return new ResponseApdu(StatusWord.ConditionsOfUseNotSatisfied);
                }

                Prompts += Shown is null ? 1 : 0;
                Shown = transaction;
                return new ResponseApdu(StatusWord.Success);
            default:
                return new ResponseApdu(StatusWord.InstructionNotSupported);
        }
    }
}
